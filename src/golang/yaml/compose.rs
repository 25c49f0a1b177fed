//! Events → the tree of the first document.

use std::collections::HashMap;
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};

use super::resolve::{Scalar, resolve};
use super::syntax;
use super::tabs::Regions;

#[derive(Debug, Clone)]
pub struct Node {
    /// Where it starts, counted from one.
    pub line: usize,
    pub column: usize,
    pub content: Content,
}

#[derive(Debug, Clone)]
pub enum Content {
    Scalar {
        text: String,
        /// Neither quoted nor tagged.
        plain: bool,
        /// Written below `|` or `>`.
        block: bool,
        resolved: Result<Scalar, String>,
    },
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>),
    Alias(Rc<Node>),
}

impl Node {
    /// The key `<<`.
    pub fn is_merge(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, plain: true, .. } if text == "<<")
    }
}

/// The first document, `None` when there is none.
///
/// # Errors
/// What `go-yaml` prints behind `yaml: `.
pub fn compose(text: &str) -> Result<Option<Node>, String> {
    if let Some(error) = syntax::unreadable(text) {
        return Err(error);
    }
    let mut composer = Composer {
        text,
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        regions: Regions::default(),
    };
    let root = composer.document()?;
    match composer.regions.misplaced_tab(text, usize::MAX) {
        Some(error) => Err(error),
        None => Ok(root),
    }
}

struct Composer<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    /// `None` while the anchored node is being read.
    anchors: HashMap<usize, Option<Rc<Node>>>,
    regions: Regions,
}

impl<'t> Composer<'t> {
    fn document(&mut self) -> Result<Option<Node>, String> {
        loop {
            match self.next()? {
                None | Some((Event::StreamEnd, _)) => return Ok(None),
                Some((Event::DocumentStart(_, version), _)) => {
                    if version.is_some_and(|version| (version.major, version.minor) != (1, 1)) {
                        return Err("found incompatible YAML document".to_owned());
                    }
                    break;
                }
                Some(_) => {}
            }
        }
        let root = self.node()?;
        // What stands behind the node decides whether the document was whole.
        self.next()?;
        Ok(root)
    }

    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, String> {
        self.parser.next_event().transpose().map_err(|error| {
            let tab = self.regions.misplaced_tab(self.text, error.marker().index());
            tab.unwrap_or_else(|| syntax::error(self.text, &error, self.regions.innermost_flow(self.text)))
        })
    }

    /// The next node, `None` at the end of a collection or of the document.
    fn node(&mut self) -> Result<Option<Node>, String> {
        loop {
            let Some((event, span)) = self.next()? else { return Ok(None) };
            let (line, column) = (span.start.line(), span.start.col() + 1);
            let (content, anchor) = match event {
                Event::Scalar(text, style, anchor, tag) => {
                    if style == ScalarStyle::Plain
                        && text.contains('?')
                        && let Some(open) = self.regions.innermost_flow(self.text)
                    {
                        syntax::check_in_flow(&text, open, line)?;
                    }
                    self.regions.scalar(style, span);
                    (scalar(text.into_owned(), style, tag.as_deref()), anchor)
                }
                Event::SequenceStart(style, anchor, _) => {
                    self.anchors.insert(anchor, None);
                    self.regions.start(style, span);
                    (self.sequence()?, anchor)
                }
                Event::MappingStart(style, anchor, _) => {
                    self.anchors.insert(anchor, None);
                    self.regions.start(style, span);
                    (self.mapping()?, anchor)
                }
                Event::Alias(id) => (self.alias(id, span)?, 0),
                Event::SequenceEnd | Event::MappingEnd => {
                    self.regions.end(span);
                    return Ok(None);
                }
                Event::DocumentEnd | Event::StreamEnd => return Ok(None),
                _ => continue,
            };
            let node = Node { line, column, content };
            if anchor != 0 {
                self.anchors.insert(anchor, Some(Rc::new(node.clone())));
            }
            return Ok(Some(node));
        }
    }

    fn sequence(&mut self) -> Result<Content, String> {
        let mut items = Vec::new();
        while let Some(item) = self.node()? {
            items.push(item);
        }
        Ok(Content::Sequence(items))
    }

    fn mapping(&mut self) -> Result<Content, String> {
        let mut entries = Vec::new();
        while let Some(key) = self.node()? {
            let Some(mut value) = self.node()? else { break };
            if matches!(value.content, Content::Scalar { block: true, .. }) {
                // `go-yaml` counts from the `|` or `>`, the parser from the text below.
                value.line = key.line;
            }
            entries.push((key, value));
        }
        Ok(Content::Mapping(entries))
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<Content, String> {
        if let Some(Some(target)) = self.anchors.get(&id) {
            return Ok(Content::Alias(Rc::clone(target)));
        }
        let name = syntax::slice(self.text, span).trim_start_matches('*').to_owned();
        Err(if self.anchors.contains_key(&id) {
            format!("anchor '{name}' value contains itself")
        } else {
            format!("unknown anchor '{name}' referenced")
        })
    }
}

fn scalar(text: String, style: ScalarStyle, tag: Option<&Tag>) -> Content {
    let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
    let plain = style == ScalarStyle::Plain && tag.is_none();
    let tag = tag.map(|tag| format!("{}{}", tag.handle(), tag.suffix())).unwrap_or_default();
    let resolved =
        if tag.is_empty() && !plain { Ok(Scalar::String(text.clone())) } else { resolve(&tag, &text) };
    Content::Scalar { text, plain, block, resolved }
}
