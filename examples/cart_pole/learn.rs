//! REINFORCE with baseline (Williams, *Simple Statistical Gradient-Following Algorithms for Connectionist
//! Reinforcement Learning*, 1992; Sutton and Barto, *Reinforcement Learning*, 2nd edition 2018, section 13.4).

use crate::cart::{Cart, LONGEST};
use crate::{Actor, Critic};
use typenet::layers::Softmax;
use typenet::prelude::*;
use typenet::rand::{Rng, RngExt};
use typenet::{Layer, TargetError};

/// How many episodes go into one step.
pub const EPISODES: usize = 10;
/// How much less a reward counts for each step that it is later, γ.
const DISCOUNT: f32 = 0.99;
/// The reward for a step. No return is above 1 then, Σ γᵗ (1 - γ), which is a good size for a critic's answers.
const REWARD: f32 = 1.0 - DISCOUNT;
/// How many steps the critic takes on the same episodes. (The actor takes one: then it is another, and would have
/// done other things.)
const CRITIC_STEPS: usize = 10;

/// What the actor did, and how much better that was than expected.
struct Choice {
    action: usize,
    advantage: f32,
}

/// E = -A log π(a): against its gradient, what was better than expected becomes more likely, and what was worse less.
struct PolicyGradient;

impl Loss<[f32; 2], Choice> for PolicyGradient {
    fn loss(
        &self,
        output: &[f32; 2],
        choice: &Choice,
        d_output: &mut [f32; 2],
    ) -> Result<f32, TargetError> {
        let loss = CrossEntropy.loss(output, &choice.action, d_output)?;
        *d_output = d_output.map(|d| choice.advantage * d);
        Ok(choice.advantage * loss)
    }
}

/// One attempt: what was seen and done at each step, and what is seen at the end.
pub struct Episode {
    seen: Vec<[f32; 4]>,
    actions: Vec<usize>,
    end: Cart,
}

impl Episode {
    /// Pushes the cart as `choose` says until it is lost, or long enough.
    pub fn play(
        rng: &mut impl Rng,
        mut choose: impl FnMut(&[f32; 4], &mut dyn Rng) -> usize,
    ) -> Self {
        let mut episode = Episode { seen: vec![], actions: vec![], end: Cart::new(rng) };
        while episode.len() < LONGEST && !episode.end.is_lost() {
            let seen = episode.end.seen();
            let action = choose(&seen, rng);
            episode.seen.push(seen);
            episode.actions.push(action);
            episode.end = episode.end.pushed(action);
        }
        episode
    }

    /// How many steps it took: the longer the better.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// The discounted sum of the rewards from each step on. An episode that was only cut off would have gone on: as
    /// the critic expects.
    fn returns(&self, critic: &Critic) -> Vec<[f32; 1]> {
        let mut sum = if self.end.is_lost() { 0.0 } else { critic.forward(&self.end.seen())[0] };
        let mut returns = vec![[0.0]; self.len()];
        for place in returns.iter_mut().rev() {
            sum = REWARD + DISCOUNT * sum;
            *place = [sum];
        }
        returns
    }
}

/// An actor, its critic, and what they need to learn.
pub struct Learner {
    pub actor: Actor,
    critic: Critic,
    actor_adam: Adam<Actor>,
    critic_adam: Adam<Critic>,
    actor_gradient: Actor,
    critic_gradient: Critic,
    workspace: Vec<f32>,
}

impl Learner {
    /// An actor that knows nothing.
    pub fn new(rng: &mut impl Rng) -> Self {
        let (mut actor, mut critic) = (Actor::ZERO, Critic::ZERO);
        actor.init(rng);
        critic.init(rng);
        Learner {
            actor,
            critic,
            actor_adam: Adam { rate: 0.01, ..Adam::NEW },
            critic_adam: Adam { rate: 0.01, ..Adam::NEW },
            actor_gradient: Actor::ZERO,
            critic_gradient: Critic::ZERO,
            workspace: vec![0.0; Actor::WORKSPACE.max(Critic::WORKSPACE) * EPISODES * LONGEST],
        }
    }

    /// Plays some episodes, learns from them, and returns how long each of them was.
    pub fn round(&mut self, rng: &mut impl Rng) -> Result<Vec<usize>, typenet::Error> {
        let actor = &self.actor;
        let episodes: Vec<_> = (0..EPISODES)
            .map(|_| Episode::play(rng, |seen, rng| at_random(actor, seen, rng)))
            .collect();
        let seen: Vec<_> = episodes.iter().flat_map(|episode| &episode.seen).copied().collect();
        let actions = episodes.iter().flat_map(|episode| &episode.actions);
        let returns: Vec<_> =
            episodes.iter().flat_map(|episode| episode.returns(&self.critic)).collect();

        let mut advantages: Vec<f32> = seen
            .iter()
            .zip(&returns)
            .map(|(seen, [actual])| actual - self.critic.forward(seen)[0])
            .collect();
        standardize(&mut advantages);
        let choices: Vec<_> = actions
            .zip(advantages)
            .map(|(&action, advantage)| Choice { action, advantage })
            .collect();

        let Learner { actor, actor_adam, actor_gradient, workspace, .. } = self;
        actor.loss_gradient(&PolicyGradient, &seen, &choices, workspace, actor_gradient)?;
        actor_adam.step(actor, actor_gradient);
        let Learner { critic, critic_adam, critic_gradient, .. } = self;
        for _ in 0..CRITIC_STEPS {
            critic.loss_gradient(&MeanSquaredError, &seen, &returns, workspace, critic_gradient)?;
            critic_adam.step(critic, critic_gradient);
        }
        Ok(episodes.iter().map(Episode::len).collect())
    }
}

/// An action, each with the probability that the actor gives it: who learns has to try.
fn at_random(actor: &Actor, seen: &[f32; 4], rng: &mut (impl Rng + ?Sized)) -> usize {
    let mut probabilities = [0.0; 2];
    Softmax.forward(&actor.forward(seen), &mut probabilities);
    usize::from(rng.random::<f32>() < probabilities[1])
}

/// Moves and scales the values so that they have mean 0 and variance 1: a step is then about as large with short
/// episodes as with long ones.
fn standardize(values: &mut [f32]) {
    let mean_of = |values: &[f32], value: &dyn Fn(f32) -> f32| {
        values.iter().map(|&x| value(x)).sum::<f32>() / values.len() as f32
    };
    let mean = mean_of(values, &|x| x);
    let deviation = mean_of(values, &|x| (x - mean).powi(2)).sqrt();
    for value in values {
        *value = (*value - mean) / (deviation + 1e-6);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_has_the_gradient_that_it_says() {
        let choice = Choice { action: 1, advantage: -1.5 };
        let output = [0.3, -0.4];
        let mut d_output = [0.0; 2];
        PolicyGradient.loss(&output, &choice, &mut d_output).unwrap();
        for (i, d) in d_output.into_iter().enumerate() {
            let value = |by: f32| {
                let mut output = output;
                output[i] += by;
                PolicyGradient.value(&output, &choice).unwrap()
            };
            let slope = (value(0.01) - value(-0.01)) / 0.02;
            assert!((slope - d).abs() < 1e-3, "{slope} {d}");
        }
    }

    #[test]
    fn a_return_counts_the_steps_that_are_left() {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
        // Always to the left, the pole falls soon.
        let episode = Episode::play(&mut rng, |_, _| 0);
        assert!((8..12).contains(&episode.len()) && episode.end.is_lost());
        let returns = episode.returns(&Critic::ZERO);
        for (step, [actual]) in returns.into_iter().enumerate() {
            let left = (episode.len() - step) as i32;
            assert!((actual - (1.0 - DISCOUNT.powi(left))).abs() < 1e-6);
        }
    }
}
