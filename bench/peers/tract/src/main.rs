//! tract, inference only: `peer-tract NET/TASK`. It takes ONNX models, so the net is made as one, in memory.

use std::hint::black_box;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::type_proto::{self, Value};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TypeProto,
    ValueInfoProto,
};
use tract_onnx::prelude::*;
use typenet_bench::clock;
use typenet_bench::data::INPUTS;
use typenet_bench::flat::{Data, LENET_PADDING, SEQUENCES, data, layers};

fn main() -> TractResult<()> {
    let case = std::env::args().nth(1).unwrap_or_default();
    let (name, task) = case.split_once('/').unwrap_or_default();
    match task {
        _ if name == SEQUENCES => Ok(()),
        "forward" => forward(&case, name, 1, INPUTS),
        "forward-64" => forward(&case, name, 64, 1),
        _ => Ok(()),
    }
}

fn forward(case: &str, name: &str, batch: usize, calls: usize) -> TractResult<()> {
    let Data { mut shape, inputs, .. } = data(name);
    shape.insert(0, batch);
    let net = tract_onnx::onnx()
        .model_for_proto_model(&model(name))?
        .with_input_fact(0, f32::fact(&shape).into())?
        .into_optimized()?
        .into_runnable()?;
    let inputs: Vec<TValue> = inputs
        .chunks_exact(shape.iter().product())
        .take(calls)
        .map(|input| Ok(Tensor::from_shape(&shape, input)?.into_tvalue()))
        .collect::<TractResult<_>>()?;
    let mut state = net.spawn()?;
    let mut output = |input: &TValue| -> TractResult<Vec<f32>> {
        let outputs = state.run(tvec!(input.clone()))?;
        Ok(outputs[0].to_plain_array_view::<f32>()?.iter().copied().collect())
    };
    let (first, last) = (output(&inputs[0])?, output(&inputs[inputs.len() - 1])?);
    clock::calls(case, [first[0], last[last.len() - 1]], |i| {
        let input = black_box(&inputs[i % inputs.len()]).clone();
        black_box(state.run(tvec!(input)).expect("as before"));
    });
    Ok(())
}

/// The net, from `x` to the output of the last node.
fn model(name: &str) -> ModelProto {
    let mut graph = Graph::default();
    let layers = layers(name);
    let mut paddings = LENET_PADDING.into_iter();
    for (i, layer) in layers.iter().enumerate() {
        let weight = graph.tensor(&layer.shape, &layer.weight);
        let bias = graph.tensor(&[layer.bias.len()], &layer.bias);
        if layer.is_convolution() {
            let padding = paddings.next().unwrap_or_default() as i64;
            graph.node("Conv", vec![weight, bias], vec![integers("pads", &[padding; 4])]);
            graph.node("Relu", vec![], vec![]);
            let window = ["kernel_shape", "strides"].map(|name| integers(name, &[2, 2]));
            graph.node("MaxPool", vec![], window.into());
            continue;
        }
        if i > 0 && layers[i - 1].is_convolution() {
            graph.node("Flatten", vec![], vec![]);
        }
        let turned = AttributeProto {
            name: "transB".into(),
            r#type: AttributeType::Int.into(),
            i: 1,
            ..Default::default()
        };
        graph.node("Gemm", vec![weight, bias], vec![turned]);
        if i + 1 < layers.len() || name == "3-1-2" {
            graph.node(if name == "8-8-1" { "Tanh" } else { "Relu" }, vec![], vec![]);
        }
    }
    // Of whatever shape: the caller says.
    let tensor = type_proto::Tensor { elem_type: DataType::Float.into(), shape: None };
    let kind = TypeProto { value: Some(Value::TensorType(tensor)), ..Default::default() };
    let value = |name| ValueInfoProto { name, r#type: Some(kind.clone()), ..Default::default() };
    let graph = GraphProto {
        input: vec![value("x".into())],
        output: vec![value(graph.last())],
        node: graph.nodes,
        initializer: graph.tensors,
        ..Default::default()
    };
    ModelProto {
        ir_version: 8,
        opset_import: vec![OperatorSetIdProto { version: 17, ..Default::default() }],
        graph: Some(graph),
        ..Default::default()
    }
}

fn integers(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::Ints.into(),
        ints: values.to_vec(),
        ..Default::default()
    }
}

/// Nodes one after the other, each with the output of the one before.
#[derive(Default)]
struct Graph {
    nodes: Vec<NodeProto>,
    tensors: Vec<TensorProto>,
}

impl Graph {
    fn last(&self) -> String {
        self.nodes.last().map_or("x".into(), |node| node.output[0].clone())
    }

    fn tensor(&mut self, shape: &[usize], values: &[f32]) -> String {
        let name = format!("tensor{}", self.tensors.len());
        self.tensors.push(TensorProto {
            name: name.clone(),
            dims: shape.iter().map(|&size| size as i64).collect(),
            data_type: DataType::Float.into(),
            float_data: values.to_vec(),
            ..Default::default()
        });
        name
    }

    fn node(&mut self, operation: &str, tensors: Vec<String>, attributes: Vec<AttributeProto>) {
        let name = format!("node{}", self.nodes.len());
        self.nodes.push(NodeProto {
            name: name.clone(),
            op_type: operation.into(),
            input: [vec![self.last()], tensors].concat(),
            output: vec![name],
            attribute: attributes,
            ..Default::default()
        });
    }
}
