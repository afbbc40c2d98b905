//! A tree of XML: a branch without a text is not written, everything is escaped.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::text::{inert, is_blank};

/// An element.
pub(crate) struct Node {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: Content,
}

enum Content {
    Text(String),
    Nodes(Vec<Node>),
}

/// An element of elements.
pub(crate) fn node(name: &'static str, children: impl IntoIterator<Item = Node>) -> Node {
    Node { name, attributes: Vec::new(), content: Content::Nodes(children.into_iter().collect()) }
}

/// An element of a text.
pub(crate) fn text(name: &'static str, text: impl AsRef<str>) -> Node {
    Node { name, attributes: Vec::new(), content: Content::Text(inert(text.as_ref()).into_owned()) }
}

impl Node {
    /// With an attribute, where that is not blank.
    pub(crate) fn with(mut self, key: &'static str, value: &str) -> Self {
        if !is_blank(value) {
            self.attributes.push((key, inert(value).into_owned()));
        }
        self
    }

    /// Only where a text of it that is no constant is said.
    pub(crate) fn when(mut self, said: &str) -> Self {
        if is_blank(said) {
            self.content = Content::Nodes(Vec::new());
        }
        self
    }

    /// The document whose root this is.
    pub(crate) fn document(&self) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        // Writing into memory does not fail.
        drop(writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))));
        drop(self.write(&mut writer));
        let mut text = String::from_utf8(writer.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    }

    fn is_empty(&self) -> bool {
        match &self.content {
            Content::Text(text) => is_blank(text),
            Content::Nodes(nodes) => nodes.iter().all(Self::is_empty),
        }
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let attributes = self.attributes.iter().map(|(key, value)| (*key, value.as_str()));
        writer.write_event(Event::Start(BytesStart::new(self.name).with_attributes(attributes)))?;
        match &self.content {
            Content::Text(text) => writer.write_event(Event::Text(BytesText::new(text)))?,
            Content::Nodes(nodes) => {
                nodes.iter().filter(|node| !node.is_empty()).try_for_each(|node| node.write(writer))?;
            }
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}
