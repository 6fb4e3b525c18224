//! Looks into an image.

use object::elf::{SHF_ALLOC, SHF_WRITE, SHT_NOBITS};
use object::read::elf::{ElfFile32, SectionHeader};
use object::{Object, ObjectSection, ObjectSymbol, SymbolKind};
use std::{fs, path::Path};

/// What is in an image.
#[derive(Debug, Default)]
pub struct Image {
    /// Bytes that lie in flash: code, constants, and the first values of what is in RAM.
    pub flash: u64,
    /// Bytes of RAM, the stack aside.
    pub ram: u64,
    /// Bytes of code, without the vector table.
    pub text: u64,
    /// Names of functions and statics, as Rust writes them, with their sizes and whether they are in RAM.
    pub symbols: Vec<Symbol>,
}

#[derive(Debug)]
pub struct Symbol {
    pub name: String,
    pub size: u64,
    pub in_ram: bool,
}

impl Image {
    pub fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let elf: ElfFile32 = ElfFile32::parse(&*bytes).expect("the linker writes ELF");
        let mut image = Image::default();
        let mut in_ram = Vec::new();
        for section in elf.sections() {
            let header = section.elf_section_header();
            let (flags, name) = (header.sh_flags(elf.endian()), section.name().unwrap_or(""));
            // riscv-rt calls the rest of the RAM a section too.
            if flags & SHF_ALLOC == 0 || [".stack", ".heap"].contains(&name) {
                continue;
            }
            let zero = header.sh_type(elf.endian()) == SHT_NOBITS;
            let ram = zero || flags & SHF_WRITE != 0 && name == ".data";
            image.flash += if zero { 0 } else { section.size() };
            image.ram += if ram { section.size() } else { 0 };
            image.text += if name == ".text" { section.size() } else { 0 };
            in_ram.extend(ram.then_some(section.index()));
        }
        image.symbols = elf
            .symbols()
            .filter(|symbol| matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Data))
            .map(|symbol| Symbol {
                name: format!("{:#}", rustc_demangle::demangle(symbol.name().unwrap_or("?"))),
                size: symbol.size(),
                in_ram: symbol.section_index().is_some_and(|section| in_ram.contains(&section)),
            })
            .collect();
        image
    }

    /// The symbols that a promise is broken by: of panics, unwinding, formatting and a heap.
    pub fn forbidden(&self) -> Vec<&str> {
        const FORBIDDEN: [&str; 8] = [
            "panicking",
            "panic_",
            "rust_begin_unwind",
            "_Unwind_",
            "eh_personality",
            "core::fmt",
            "__rust_alloc",
            "__rust_realloc",
        ];
        let names = self.symbols.iter().map(|symbol| symbol.name.as_str());
        names.filter(|name| FORBIDDEN.iter().any(|forbidden| name.contains(forbidden))).collect()
    }
}
