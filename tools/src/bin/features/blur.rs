//! Pages blurred, so that nothing is learned by heart.

use chaffinch::internal::model::Parsed;

/// Takes hints and telling tags away, at random but the same for a seed: all of them from some pages, some from the others.
pub(crate) fn blur(parsed: &mut Parsed, seed: u64) {
    let mut random = Random(seed | 1);
    let (hints, tags) = (random.below(100), random.below(100));
    let lost_hints = if hints < 35 { 100 } else { random.below(60) };
    let lost_tags = if tags < 35 { 100 } else { random.below(60) };
    for element in &mut parsed.elements {
        if random.below(100) < lost_hints {
            element.hints = Box::default();
        }
        let telling = matches!(
            &*element.tag,
            "article" | "main" | "section" | "aside" | "nav" | "header" | "footer" | "figure"
        );
        if telling && random.below(100) < lost_tags {
            element.tag = "div".into();
        }
    }
}

/// A small generator (xorshift64*), so that the same seed gives the same pages everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
}
