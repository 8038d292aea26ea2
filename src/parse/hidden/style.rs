//! Whether declarations of a style hide what they are for.
//!
//! Not for: which elements they are for (`sheet`).

/// Text that stands so far outside is never seen, in pixels or in the units of the letter's size.
const AWAY: f32 = 900.0;

/// Whether `declarations` show an element (`display: block`) or hide it; none where they say nothing of it.
pub(super) fn shows(declarations: &str) -> Option<bool> {
    let mut said = Said::default();
    for (property, value) in declarations.split(';').filter_map(|one| one.split_once(':')) {
        said.add(
            &property.trim().to_ascii_lowercase(),
            &value.trim().to_ascii_lowercase(),
        );
    }
    said.shows()
}

/// Whether `declarations` have a `display: block` or another value by which an element does not run on in its line.
pub(super) fn is_own_line(declarations: &str) -> bool {
    const VALUES: [&str; 6] = ["block", "flex", "grid", "list-item", "table", "flow-root"];
    declarations
        .split(';')
        .filter_map(|one| one.split_once(':'))
        .any(|(property, value)| {
            let value = value.trim().to_ascii_lowercase();
            property.trim().eq_ignore_ascii_case("display")
                && VALUES.iter().any(|name| value.starts_with(name))
                && !value.starts_with("table-c")
        })
}

/// The tag of the part of a table that `declarations` make of an element.
pub(crate) fn table_part(declarations: &str) -> Option<&'static str> {
    let mut said = declarations.split(';').filter_map(|one| one.split_once(':'));
    let (_, value) = said.find(|(property, _)| property.trim().eq_ignore_ascii_case("display"))?;
    Some(match value.trim().trim_end_matches("!important").trim_end() {
        "table" => "table",
        "table-row-group" | "table-footer-group" => "tbody",
        "table-header-group" => "thead",
        "table-row" => "tr",
        "table-cell" => "td",
        _ => return None,
    })
}

/// What the declarations say, the last of each property.
#[derive(Default)]
struct Said {
    displayed: Option<bool>,
    visible: Option<bool>,
    absolute: bool,
    cut: bool,
    /// Clipped to nothing, if its position is absolute.
    clipped: bool,
    /// Clipped to nothing wherever it stands.
    masked: bool,
    narrow: bool,
    low: bool,
    away: bool,
}

impl Said {
    fn add(&mut self, property: &str, value: &str) {
        match property {
            "display" => self.displayed = Some(!value.starts_with("none")),
            "visibility" => self.visible = Some(!value.starts_with("hidden") && !value.starts_with("collapse")),
            "position" => self.absolute = value.starts_with("absolute") || value.starts_with("fixed"),
            "overflow" => self.cut = value.starts_with("hidden") || value.starts_with("clip"),
            "clip" => self.clipped = is_empty_rectangle(value),
            "clip-path" => self.masked = is_whole_inset(value),
            "width" | "max-width" => self.narrow |= is_pixel(value),
            "height" | "max-height" => self.low |= is_pixel(value),
            "left" | "top" | "right" => self.away |= number(value).is_some_and(|length| length <= -AWAY),
            _ => {}
        }
    }

    fn shows(&self) -> Option<bool> {
        let tiny = self.narrow && self.low && self.cut;
        let outside = self.absolute && (self.clipped || self.away);
        if tiny || outside || self.masked || self.displayed == Some(false) || self.visible == Some(false) {
            return Some(false);
        }
        self.displayed.or(self.visible)
    }
}

/// The number at the start of a length.
fn number(value: &str) -> Option<f32> {
    let end = value.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+'));
    value.get(..end.unwrap_or(value.len()))?.parse().ok()
}

/// Whether a length is that of a pixel, or nothing.
fn is_pixel(value: &str) -> bool {
    let unit = value.trim_start_matches(|c: char| matches!(c, '0'..='9' | '.'));
    let unit = unit.trim_end_matches("!important").trim_end();
    let length = number(value).unwrap_or(f32::MAX);
    length == 1.0 && unit == "px" || length == 0.0 && matches!(unit, "px" | "")
}

/// `rect(0, 0, 0, 0)`: of top, right, bottom and left, less than two pixels lie between opposite sides.
fn is_empty_rectangle(value: &str) -> bool {
    let inside = value.strip_prefix("rect(").and_then(|rest| rest.split(')').next());
    let sides = inside
        .unwrap_or_default()
        .split([',', ' '])
        .filter(|side| !side.is_empty());
    let sides: Option<Vec<f32>> = sides.map(number).collect();
    match sides.as_deref() {
        Some([top, right, bottom, left]) => bottom - top <= 1.0 && right - left <= 1.0,
        _ => false,
    }
}

/// `inset(50%)`: nothing is left between opposite sides.
fn is_whole_inset(value: &str) -> bool {
    let inside = value.strip_prefix("inset(").and_then(|rest| rest.split(')').next());
    let share = inside.unwrap_or_default().trim();
    !share.contains(' ') && share.ends_with('%') && number(share).is_some_and(|share| share >= 50.0)
}

#[cfg(test)]
mod tests {
    use super::shows;

    #[test]
    fn what_hides() {
        for style in [
            "display:none",
            "color: red; DISPLAY : None !important",
            "visibility:hidden",
            "clip: rect(0px, 0px, 0px, 0px); position: absolute",
            "position:absolute!important;clip:rect(1px 1px 1px 1px)",
            "position: absolute; clip: rect(0 0 0 0); width: 1px",
            "clip-path: inset(50%)",
            "width:1px;height:1px;overflow:hidden",
            "position:absolute;left:-9999px",
            "position: fixed; top: -999em",
            "display:block;display:none",
        ] {
            assert_eq!(shows(style), Some(false), "{style}");
        }
    }

    #[test]
    fn what_does_not() {
        for style in [
            "",
            "color:red",
            "clip: rect(0,0,0,0)",
            "position:absolute;clip:rect(auto,auto,auto,auto)",
            "position:absolute;clip:rect(0,200px,80px,0)",
            "left:-9999px",
            "position:absolute;left:-12px",
            "height:1px;overflow:hidden",
            "width:100%;height:1px;overflow:hidden",
            "clip-path: inset(0 10%)",
            "clip-path: circle(40%)",
            "opacity:0",
            "overflow:hidden",
        ] {
            assert_eq!(shows(style), None, "{style}");
        }
        for style in ["display:block", "display:none;display:flex", "visibility:visible"] {
            assert_eq!(shows(style), Some(true), "{style}");
        }
    }
}
