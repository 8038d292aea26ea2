//! Declarative shadow trees: `<template shadowrootmode>` is shown in place of what its host holds, which goes into the slots
//! (<https://html.spec.whatwg.org/multipage/scripting.html#the-template-element>).
//!
//! Not for: other templates, which no reader sees.

use std::collections::{HashMap, HashSet};

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node};

use crate::parse::attribute::Attribute;

/// Shadow trees of a page that are attached; what is in others stays unseen.
const MOST: usize = 10_000;

/// Puts the shadow trees of a page in their places.
pub(super) fn attach(html: &mut Html) {
    let roots = html.tree.nodes().filter(|node| is_shadow_root(*node));
    // Outer trees come before those that stand in them.
    let roots: Vec<NodeId> = roots.map(|node| node.id()).take(MOST).collect();
    let mut hosts = HashSet::new();
    for root in roots {
        if let Some(plan) = html.tree.get(root).and_then(|node| Plan::of(node, &mut hosts)) {
            plan.carry_out(html);
        }
    }
}

/// What moves where when a shadow tree is attached.
struct Plan {
    template: NodeId,
    /// The nodes of the shadow tree, which take the place of the template.
    shown: Vec<NodeId>,
    /// Slots, and what goes into each.
    slotted: Vec<(NodeId, Vec<NodeId>)>,
    /// What goes: the host's own nodes without a slot, and what filled slots held.
    gone: Vec<NodeId>,
}

impl Plan {
    /// None where the element around cannot have a shadow tree, or has one already.
    fn of(template: NodeRef<'_, Node>, hosts: &mut HashSet<NodeId>) -> Option<Plan> {
        let host = template.parent().filter(|host| may_be_host(*host))?;
        let content = template
            .children()
            .find(|child| matches!(child.value(), Node::Fragment))?;
        if !hosts.insert(host.id()) {
            return None;
        }
        let mut light = light_nodes(host, template.id());
        let mut plan = Plan {
            template: template.id(),
            shown: content.children().map(|child| child.id()).collect(),
            slotted: Vec::new(),
            gone: Vec::new(),
        };
        for slot in slots(content) {
            if let Some(nodes) = light.remove(slot_name(slot, "name")) {
                plan.gone.extend(slot.children().map(|child| child.id()));
                plan.slotted.push((slot.id(), nodes));
            }
        }
        plan.gone.extend(light.into_values().flatten());
        Some(plan)
    }

    fn carry_out(self, html: &mut Html) {
        for id in self.gone {
            if let Some(mut node) = html.tree.get_mut(id) {
                node.detach();
            }
        }
        for (slot, nodes) in self.slotted {
            for id in nodes {
                if let Some(mut slot) = html.tree.get_mut(slot) {
                    slot.append_id(id);
                }
            }
        }
        if let Some(mut template) = html.tree.get_mut(self.template) {
            for id in self.shown {
                template.insert_id_before(id);
            }
            template.detach();
        }
    }
}

fn is_shadow_root(node: NodeRef<'_, Node>) -> bool {
    let mode = node.value().as_element().filter(|tag| tag.name() == "template");
    let mode = mode.and_then(|tag| tag.attribute("shadowrootmode"));
    mode.is_some_and(|mode| mode.eq_ignore_ascii_case("open") || mode.eq_ignore_ascii_case("closed"))
}

/// Whether the standard lets an element have a shadow tree.
fn may_be_host(node: NodeRef<'_, Node>) -> bool {
    const HOSTS: [&str; 18] = [
        "article",
        "aside",
        "blockquote",
        "body",
        "div",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "main",
        "nav",
        "p",
        "section",
        "span",
    ];
    let tag = node.value().as_element();
    tag.is_some_and(|tag| HOSTS.contains(&tag.name()) || tag.name().contains('-'))
}

/// The name of the slot that an element is (`name`) or goes into (`slot`); empty for the slot without a name.
fn slot_name<'a>(node: NodeRef<'a, Node>, attribute: &str) -> &'a str {
    let tag = node.value().as_element();
    tag.and_then(|tag| tag.attribute(attribute)).unwrap_or_default()
}

/// The elements and the text that a host holds beside its shadow tree, by the slot they go into.
fn light_nodes<'a>(host: NodeRef<'a, Node>, template: NodeId) -> HashMap<&'a str, Vec<NodeId>> {
    let mut light: HashMap<&str, Vec<NodeId>> = HashMap::new();
    let is_light = |node: &NodeRef<'_, Node>| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        other => other.is_element() && node.id() != template,
    };
    for node in host.children().filter(is_light) {
        light.entry(slot_name(node, "slot")).or_default().push(node.id());
    }
    light
}

/// The slots of a shadow tree, without those of the trees inside it.
fn slots(content: NodeRef<'_, Node>) -> Vec<NodeRef<'_, Node>> {
    let mut slots = Vec::new();
    let mut inside = None;
    for edge in content.traverse() {
        match edge {
            Edge::Open(node) if inside.is_none() => match node.value().as_element().map(|tag| tag.name()) {
                Some("template") => inside = Some(node.id()),
                Some("slot") => slots.push(node),
                _ => {}
            },
            Edge::Close(node) if inside == Some(node.id()) => inside = None,
            Edge::Open(_) | Edge::Close(_) => {}
        }
    }
    slots
}
