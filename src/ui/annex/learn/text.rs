//! Blocks of Markdown → HTML. Links open scenarios, lead to other places of the page, or leave the site in a new tab.

use yew::{Html, html};

use crate::learn::markdown::{Block, Inline, plain};

/// What a link to a scenario begins with.
const TRY: &str = "#/explore?scenario=";

/// A text below a heading of level `under`: its own headings go below that.
pub fn blocks(blocks: &[Block], under: u8) -> Html {
    blocks.iter().map(|block| one(block, under)).collect()
}

fn one(block: &Block, under: u8) -> Html {
    match block {
        Block::Heading { level, text } => heading(*level + under, text),
        Block::Paragraph(text) => html! { <p>{ inlines(text) }</p> },
        Block::Code { language, text } => {
            let label = if language.is_empty() { "code" } else { language };
            html! { <pre class="listing" tabindex="0" aria-label={label.to_owned()}><code>{ text.trim_end() }</code></pre> }
        }
        Block::List { ordered, items } => {
            let items: Html = items.iter().map(|item| html! { <li>{ item_of(item, under) }</li> }).collect();
            if *ordered {
                html! { <ol>{ items }</ol> }
            } else {
                html! { <ul>{ items }</ul> }
            }
        }
        Block::Quote(inner) => html! { <blockquote>{ self::blocks(inner, under) }</blockquote> },
        Block::Table { head, rows } => table(head, rows),
        Block::Rule => html! { <hr /> },
    }
}

/// A single paragraph in a list needs no paragraph.
fn item_of(item: &[Block], under: u8) -> Html {
    match item {
        [Block::Paragraph(text), rest @ ..] => html! { <>{ inlines(text) }{ blocks(rest, under) }</> },
        _ => blocks(item, under),
    }
}

fn heading(level: u8, text: &[Inline]) -> Html {
    let words = inlines(text);
    let id = slug(&plain(text));
    match level {
        1 => html! { <h1 {id}>{ words }</h1> },
        2 => html! { <h2 {id}>{ words }</h2> },
        3 => html! { <h3 {id}>{ words }</h3> },
        _ => html! { <h4 {id}>{ words }</h4> },
    }
}

/// "The flow: from join to certificate" → `the-flow-from-join-to-certificate`.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Html {
    let cells = |row: &[Vec<Inline>]| -> Html {
        row.iter()
            .enumerate()
            .map(|(at, cell)| match at {
                0 => html! { <th scope="row">{ inlines(cell) }</th> },
                _ => html! { <td>{ inlines(cell) }</td> },
            })
            .collect()
    };
    let name = head.iter().map(|cell| plain(cell)).collect::<Vec<_>>().join(", ");
    html! {
        <div class="sheet" tabindex="0" role="region" aria-label={name}>
            <table>
                <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ inlines(cell) }</th> }) }</tr></thead>
                <tbody>{ for rows.iter().map(|row| html! { <tr>{ cells(row) }</tr> }) }</tbody>
            </table>
        </div>
    }
}

pub fn inlines(parts: &[Inline]) -> Html {
    parts.iter().map(inline).collect()
}

fn inline(part: &Inline) -> Html {
    match part {
        Inline::Text(text) => html! { { text } },
        Inline::Code(text) => html! { <code>{ text }</code> },
        Inline::Strong(inner) => html! { <strong>{ inlines(inner) }</strong> },
        Inline::Emphasis(inner) => html! { <em>{ inlines(inner) }</em> },
        Inline::Break => html! { <br /> },
        Inline::Link { to, text } if to.starts_with(TRY) => {
            html! { <a class="try" href={to.clone()}>{ inlines(text) }</a> }
        }
        Inline::Link { to, text } if to.starts_with('#') => {
            html! { <a href={to.clone()}>{ inlines(text) }</a> }
        }
        Inline::Link { to, text } => html! {
            <a href={to.clone()} target="_blank" rel="noopener noreferrer">{ inlines(text) }</a>
        },
    }
}
