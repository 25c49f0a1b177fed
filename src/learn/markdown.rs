//! Markdown → a small tree that a view can draw without trusting it.
//!
//! CommonMark with tables. Raw HTML is text like any other, images are their alternative text, and a link leads to
//! another place of the page (`#/…`) or to an `https:` address, or is no link.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Block {
    Heading {
        /// From 1.
        level: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    Code {
        language: String,
        text: String,
    },
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    Table {
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Inline {
    Text(String),
    Code(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Link { to: String, text: Vec<Inline> },
    Break,
}

/// Deeper nesting is flattened: nobody writes it, and a view draws it recursively.
const MOST_DEPTH: usize = 32;

pub fn parse(text: &str) -> Vec<Block> {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES);
    let mut builder = Builder { open: vec![Open::new(Kind::Root)] };
    for event in events {
        builder.take(event);
    }
    while builder.open.len() > 1 {
        builder.close();
    }
    builder.open.pop().map(|root| root.blocks).unwrap_or_default()
}

/// The text without its marks, for titles and names.
pub fn plain(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => text.clone(),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                plain(inner)
            }
            Inline::Break => " ".to_owned(),
        })
        .collect()
}

/// Whether a link may be followed.
pub fn may_lead_to(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("#/")
}

enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    Code(String),
    List(bool),
    Item,
    Quote,
    Table,
    Head,
    Row,
    Cell,
    Strong,
    Emphasis,
    Link(String),
    /// Something whose content counts and which itself does not.
    Through,
}

struct Open {
    kind: Kind,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Vec<Block>>,
    cells: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
}

impl Open {
    fn new(kind: Kind) -> Open {
        Open {
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
            items: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Inlines that stand where blocks do, as in a tight list.
    fn settle(&mut self) {
        if !self.inlines.is_empty() {
            let inlines = std::mem::take(&mut self.inlines);
            self.blocks.push(Block::Paragraph(inlines));
        }
    }

    fn text(&mut self, text: &str) {
        match self.inlines.last_mut() {
            Some(Inline::Text(last)) => last.push_str(text),
            _ => self.inlines.push(Inline::Text(text.to_owned())),
        }
    }
}

struct Builder {
    open: Vec<Open>,
}

impl Builder {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.last(|open| open.text(&text))
            }
            Event::Code(text) => self.inline(Inline::Code(text.into_string())),
            Event::SoftBreak => self.last(|open| open.text(" ")),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            _ => {}
        }
    }

    fn last(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(open) = self.open.last_mut() {
            change(open);
        }
    }

    fn inline(&mut self, inline: Inline) {
        self.last(|open| open.inlines.push(inline));
    }

    fn block(&mut self, block: Block) {
        self.last(|open| {
            open.settle();
            open.blocks.push(block);
        });
    }

    fn start(&mut self, tag: Tag) {
        let kind = match tag {
            Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph,
            Tag::Heading { level, .. } => Kind::Heading(depth(level)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Kind::Code(info.split_whitespace().next().unwrap_or_default().to_owned())
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code(String::new()),
            Tag::List(first) => Kind::List(first.is_some()),
            Tag::Item => Kind::Item,
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::Table(_) => Kind::Table,
            Tag::TableHead => Kind::Head,
            Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            Tag::Strong => Kind::Strong,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Link { dest_url, .. } if may_lead_to(&dest_url) => Kind::Link(dest_url.into_string()),
            _ => Kind::Through,
        };
        let nested = matches!(kind, Kind::List(_) | Kind::Quote | Kind::Strong | Kind::Emphasis);
        let kind = if nested && self.open.len() > MOST_DEPTH { Kind::Through } else { kind };
        if !matches!(kind, Kind::Strong | Kind::Emphasis | Kind::Link(_) | Kind::Through) {
            self.last(Open::settle);
        }
        self.open.push(Open::new(kind));
    }

    fn end(&mut self, _: TagEnd) {
        if self.open.len() > 1 {
            self.close();
        }
    }

    /// Puts what was open last into what holds it.
    fn close(&mut self) {
        let Some(mut done) = self.open.pop() else { return };
        match done.kind {
            Kind::Paragraph => self.block(Block::Paragraph(done.inlines)),
            Kind::Heading(level) => self.block(Block::Heading { level, text: done.inlines }),
            Kind::Code(language) => {
                let text = plain(&done.inlines);
                self.block(Block::Code { language, text });
            }
            Kind::List(ordered) => self.block(Block::List { ordered, items: done.items }),
            Kind::Item => {
                done.settle();
                self.last(|list| list.items.push(done.blocks));
            }
            Kind::Quote => {
                done.settle();
                self.block(Block::Quote(done.blocks));
            }
            Kind::Table => {
                let mut rows = done.rows.into_iter();
                let head = rows.next().unwrap_or_default();
                self.block(Block::Table { head, rows: rows.collect() });
            }
            Kind::Head | Kind::Row => self.last(|table| table.rows.push(done.cells)),
            Kind::Cell => self.last(|row| row.cells.push(done.inlines)),
            Kind::Strong => self.inline(Inline::Strong(done.inlines)),
            Kind::Emphasis => self.inline(Inline::Emphasis(done.inlines)),
            Kind::Link(to) => self.inline(Inline::Link { to, text: done.inlines }),
            Kind::Through | Kind::Root => self.last(|open| {
                if !done.blocks.is_empty() {
                    done.settle();
                    open.settle();
                }
                open.items.extend(done.items);
                open.blocks.extend(done.blocks);
                open.inlines.extend(done.inlines);
            }),
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    fn paragraph(inlines: Vec<Inline>) -> Block {
        Block::Paragraph(inlines)
    }

    #[test]
    fn the_common_parts_are_understood() {
        assert_eq!(
            parse("# A *b*\n\nOne\ntwo `c` **d**.\n\n---\n\n```yaml\na: 1\n```\n"),
            [
                Block::Heading { level: 1, text: vec![text("A "), Inline::Emphasis(vec![text("b")])] },
                paragraph(vec![
                    text("One two "),
                    Inline::Code("c".to_owned()),
                    text(" "),
                    Inline::Strong(vec![text("d")]),
                    text("."),
                ]),
                Block::Rule,
                Block::Code { language: "yaml".to_owned(), text: "a: 1\n".to_owned() },
            ]
        );
    }

    #[test]
    fn lists_nest() {
        assert_eq!(
            parse("- a\n  1. b\n- c\n"),
            [Block::List {
                ordered: false,
                items: vec![
                    vec![
                        paragraph(vec![text("a")]),
                        Block::List { ordered: true, items: vec![vec![paragraph(vec![text("b")])]] },
                    ],
                    vec![paragraph(vec![text("c")])],
                ],
            }]
        );
    }

    #[test]
    fn tables_have_a_head_and_rows() {
        let cell = |content: &str| vec![text(content)];
        assert_eq!(
            parse("| a | b |\n|---|---|\n| c | d |\n"),
            [Block::Table { head: vec![cell("a"), cell("b")], rows: vec![vec![cell("c"), cell("d")]] }]
        );
    }

    #[test]
    fn links_lead_into_the_page_or_to_https() {
        let link = |to: &str| parse(&format!("[x]({to})"));
        for to in ["#/learn/x509", "https://kubernetes.io/docs/"] {
            let expected = Inline::Link { to: to.to_owned(), text: vec![text("x")] };
            assert_eq!(link(to), [paragraph(vec![expected])]);
        }
        for to in
            ["javascript:alert(1)", "http://example.com", "data:text/html,x", "//example.com", "#x", "a.html"]
        {
            assert_eq!(link(to), [paragraph(vec![text("x")])], "{to}");
        }
    }

    #[test]
    fn html_is_text_and_images_are_their_words() {
        assert_eq!(parse("<b>a</b>"), [paragraph(vec![text("<b>a</b>")])]);
        assert_eq!(parse("<script>\nx\n</script>\n"), [paragraph(vec![text("<script>\nx\n</script>\n")])]);
        assert_eq!(parse("![a](https://example.com/a.png)"), [paragraph(vec![text("a")])]);
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = parse(&"> ".repeat(10_000));
        let mut depth = 0;
        let mut blocks = &deep;
        while let [Block::Quote(inner)] = blocks.as_slice() {
            (blocks, depth) = (inner, depth + 1);
        }
        assert!(depth <= MOST_DEPTH, "{depth}");
        assert!(!parse(&"*a ".repeat(10_000)).is_empty());
        assert!(!parse(&"- ".repeat(5_000)).is_empty());
    }
}
