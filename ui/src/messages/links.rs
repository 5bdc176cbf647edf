//! Links in what people write. Pure: text is cut into pieces, and each piece stays text.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// An address of the web, as it was written.
    Link(&'a str),
}

/// What may begin an address. Others, such as those that run something, stay words.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Cuts a text where links begin and end.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(found) = next_begin(rest, from) {
        let end = found + length(&rest[found..]);
        if !is_address(&rest[found..end]) {
            from = found + 1;
            continue;
        }
        if found > 0 {
            pieces.push(Piece::Words(&rest[..found]));
        }
        pieces.push(Piece::Link(&rest[found..end]));
        rest = &rest[end..];
        from = 0;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// Where an address may begin: at a scheme that is not the end of a word.
fn next_begin(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let begins = |at: usize| {
        let scheme = SCHEMES.iter().any(|scheme| {
            bytes.get(at..at + scheme.len()).is_some_and(|part| part.eq_ignore_ascii_case(scheme.as_bytes()))
        });
        scheme && !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
    };
    (from..bytes.len()).find(|at| text.is_char_boundary(*at) && begins(*at))
}

/// How much of a text that begins with a scheme is the address: up to a space, without what ends the sentence around it.
fn length(text: &str) -> usize {
    let ends =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`') || is_unseen(c);
    let mut end = text.find(ends).unwrap_or(text.len());
    while let Some(last) = text[..end].chars().next_back() {
        let address = &text[..end];
        let closes = |open: char| address.matches(last).count() > address.matches(open).count();
        let surplus = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '”' | '’' | '»' | '…' => true,
            ')' => closes('('),
            ']' => closes('['),
            '}' => closes('{'),
            _ => false,
        };
        if !surplus {
            break;
        }
        end -= last.len_utf8();
    }
    end
}

/// What is not seen, or turns the direction of what is: an address with that in it would not be the one that is read.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// Whether there is a host, and nothing before it that looks like one: in `https://bank.example@evil.example` the first is a name.
fn is_address(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    host.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '[') && !host.contains('@')
}

#[cfg(test)]
mod tests {
    use super::Piece::{Link, Words};
    use super::*;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        assert_eq!(
            pieces("Veja https://exemplo.com.br/a?b=1#c, por favor."),
            [Words("Veja "), Link("https://exemplo.com.br/a?b=1#c"), Words(", por favor.")]
        );
        assert_eq!(
            pieces("(http://a.example/x_(y)) e HTTPS://B.example!"),
            [
                Words("("),
                Link("http://a.example/x_(y)"),
                Words(") e "),
                Link("HTTPS://B.example"),
                Words("!")
            ]
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "xhttps://a.example",
            "https://",
            "http:// a",
            "https://bank.example@evil.example/",
            "leadsmart://x",
            "",
        ] {
            assert!(!pieces(text).iter().any(|piece| matches!(piece, Link(_))), "{text}");
        }
    }

    #[test]
    fn nothing_of_a_text_is_lost_or_changed() {
        let texts = [
            "olá 👋 https://á.example/ç\nhttps://b.example",
            "<b>https://a.example</b><script>",
            "https://a.example\u{202e}gpj.exe",
            "éhttps://a.example ahttp://b https://c.example",
        ];
        for text in texts {
            let whole: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Words(part) | Link(part) => part,
                })
                .collect();
            assert_eq!(whole, text);
        }
        assert_eq!(pieces(texts[1])[1], Link("https://a.example"), "markup is text beside the link");
        assert_eq!(pieces(texts[2])[0], Link("https://a.example"), "what turns the direction ends it");
    }
}
