//! The tree of values beside the bytes: to point at one marks the other.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Callback, Event, Html, TargetCast, classes, html};

use super::Msg;
use super::frame::Sight;
use super::look::Change;
use super::tree::{self, HexRow, Move, Run, Tree};
use crate::inspect::asn1::{Asn1, Node};

/// Indentation is by class, and ends somewhere.
const DEEPEST: usize = 12;

pub fn item_id(card: usize, index: usize) -> String {
    format!("asn1-{card}-{index}")
}

pub fn view(card: usize, asn1: &Asn1, sight: &Sight) -> Html {
    if asn1.nodes.is_empty() {
        return Html::default();
    }
    let open = sight.look.open.contains(&card);
    let ontoggle = sight.send.reform(move |event: Event| {
        let open =
            event.target_dyn_into::<web_sys::Element>().is_some_and(|element| element.has_attribute("open"));
        Msg::Change(Change::Open(card, open))
    });
    let count = asn1.hex.len() / 2;
    html! {
        <details class="asn1" {open} {ontoggle}>
            <summary>{ "ASN.1 and bytes " }<span class="quiet">{ asn1.nodes.len() }{ " values, " }{ count }{ " bytes" }</span></summary>
            if open { { both(card, asn1, sight) } }
        </details>
    }
}

fn both(card: usize, asn1: &Asn1, sight: &Sight) -> Html {
    let fresh = Tree::default();
    let tree = sight.look.trees.get(&card).unwrap_or(&fresh);
    let leave = sight.send.reform(move |_| Msg::Change(Change::Point(card, None)));
    html! {
        <div class="bytes">
            { outline(card, asn1, tree, sight) }
            <div class="hex-side" onmouseleave={leave}>
                { readout(asn1, tree, sight) }
                { hex(card, asn1, tree, sight) }
            </div>
            if !asn1.remark.is_empty() { <p class="nothing">{ &asn1.remark }</p> }
        </div>
    }
}

/// What keys change; those that change nothing are left to the browser.
fn keys(sight: &Sight, change: impl Fn(&str) -> Option<Change> + 'static) -> Callback<KeyboardEvent> {
    let send = sight.send.clone();
    Callback::from(move |event: KeyboardEvent| {
        let plain = !(event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key());
        if let Some(change) = change(&event.key()).filter(|_| plain) {
            event.prevent_default();
            // The page has keys of its own.
            event.stop_propagation();
            send.emit(Msg::Change(change));
        }
    })
}

fn outline(card: usize, asn1: &Asn1, tree: &Tree, sight: &Sight) -> Html {
    let onkeydown = keys(sight, move |key| Some(Change::Step(card, Move::of_key(key)?)));
    let leave = sight.send.reform(move |_| Msg::Change(Change::Point(card, None)));
    let item = |index: usize| asn1.nodes.get(index).map(|node| value(card, index, node, tree, sight));
    html! {
        <div class="outline" id={format!("asn1-{card}")} role="tree" aria-label="Values of the certificate" {onkeydown} onmouseleave={leave}>
            { for tree.visible(&asn1.nodes).into_iter().filter_map(item) }
        </div>
    }
}

fn value(card: usize, index: usize, node: &Node, tree: &Tree, sight: &Sight) -> Html {
    let selected = tree.selected == index;
    let marked = tree.marked() == index;
    let folded = tree.folded.contains(&index);
    let select = sight.send.reform(move |_| Msg::Change(Change::Select(card, index)));
    let focus = select.reform(|_| ());
    let point = sight.send.reform(move |_| Msg::Change(Change::Point(card, Some(index))));
    let fold = sight.send.reform(move |event: yew::MouseEvent| {
        event.stop_propagation();
        Msg::Change(Change::Fold(card, index))
    });
    let opens = node.inside > 0;
    let onclick = select.reform(|_: yew::MouseEvent| ());
    html! {
        <div key={index} id={item_id(card, index)} role="treeitem" tabindex={if selected { "0" } else { "-1" }}
            class={classes!("asn1-value", format!("d{}", node.depth.min(DEEPEST)), marked.then_some("marked"))}
            aria-level={(node.depth + 1).to_string()} aria-selected={selected.to_string()}
            aria-expanded={opens.then(|| (!folded).to_string())}
            onfocus={focus.reform(|_| ())} {onclick} onmouseenter={point}>
            <span class={classes!("twist", opens.then_some(if folded { "closed" } else { "opened" }))} aria-hidden="true" onclick={opens.then_some(fold)}></span>
            <span class="asn1-text">
                if !node.label.is_empty() { <b>{ &node.label }</b>{ " " } }
                <span class="asn1-tag">{ &node.tag }</span>
                if !node.value.is_empty() { { " " }<code>{ &node.value }</code> }
            </span>
        </div>
    }
}

/// What the marked bytes are.
fn readout(asn1: &Asn1, tree: &Tree, sight: &Sight) -> Html {
    let Some(node) = asn1.nodes.get(tree.marked()) else { return Html::default() };
    let text = asn1.hex.get(node.start * 2..node.end * 2).unwrap_or_default();
    let length = node.end - node.content;
    html! {
        <div class="readout">
            <p aria-live="polite">
                <b>{ if node.label.is_empty() { &node.tag } else { &node.label } }</b>
                { format!(" bytes {} to {}, {length} of content", node.start, node.end.saturating_sub(1)) }
            </p>
            { sight.copy("these bytes in hexadecimal", text) }
        </div>
    }
}

fn hex(card: usize, asn1: &Asn1, tree: &Tree, sight: &Sight) -> Html {
    let onkeydown = keys(sight, move |key| match key {
        "ArrowRight" | "ArrowDown" => Some(Change::Along(card, true)),
        "ArrowLeft" | "ArrowUp" => Some(Change::Along(card, false)),
        _ => None,
    });
    let marked = tree.marked();
    let row = |row: HexRow| {
        html! {
            <div class="hex-row" key={row.offset}>
                <span class="offset" aria-hidden="true">{ format!("{:04x}", row.offset) }</span>
                { for row.runs.into_iter().map(|bytes| run(card, bytes, marked, asn1, sight)) }
            </div>
        }
    };
    html! {
        <div class="hex" id={format!("hex-{card}")} tabindex="0" role="group" aria-label="Bytes in hexadecimal. Arrow keys go from value to value." {onkeydown}>
            { for tree::rows(&asn1.hex, &asn1.nodes, marked).into_iter().map(row) }
        </div>
    }
}

fn run(card: usize, run: Run, marked: usize, asn1: &Asn1, sight: &Sight) -> Html {
    let owner = run.owner;
    let inside = tree::belongs(owner, marked, &asn1.nodes);
    let first =
        owner == marked && run.frame && asn1.nodes.get(owner).is_some_and(|node| node.start == run.offset);
    let id = first.then(|| format!("hex-{card}-mark"));
    let onclick = sight.send.reform(move |_| Msg::Change(Change::Select(card, owner)));
    let onmouseenter = sight.send.reform(move |_| Msg::Change(Change::Point(card, Some(owner))));
    html! {
        <span {id} class={classes!("run", run.frame.then_some("frame"), inside.then_some("marked"))} {onclick} {onmouseenter}>{ run.text }</span>
    }
}

/// Scrolls the marked bytes and the selected value into their panes' sight; the page stays where it is.
pub fn reveal(card: usize) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let pane = document.get_element_by_id(&format!("hex-{card}"));
    let mark = document.get_element_by_id(&format!("hex-{card}-mark"));
    let mark = mark.and_then(|mark| mark.dyn_into::<HtmlElement>().ok());
    let (Some(pane), Some(mark)) = (pane, mark) else { return };
    let (top, from, height) = (mark.offset_top(), pane.scroll_top(), pane.client_height());
    if top < from || top + mark.offset_height() > from + height {
        pane.set_scroll_top(top - height / 3);
    }
}
