//! Counts the words of the file that is its argument, with the standard library over WASI: the most frequent ones, one a line.
use std::collections::BTreeMap;
use std::{env, fs, process};

fn main() {
    let path = env::args().nth(1).unwrap_or_else(|| {
        eprintln!("which file?");
        process::exit(2)
    });
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) => {
            eprintln!("{path}: {cause}");
            process::exit(1);
        }
    };
    let mut counts = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    for (word, count) in ranked.iter().take(3) {
        println!("{count} {word}");
    }
}
