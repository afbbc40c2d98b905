//! From what cargo builds for `wasm32-unknown-unknown` to a component.

/// Makes a component of a core module that was built with the SDK.
///
/// # Errors
/// Why it cannot be one, such as an import that no plugin has.
pub fn from_module(module: &[u8]) -> Result<Vec<u8>, String> {
    wit_component::ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())
        .map_err(|error| format!("{error:#}"))
}

/// The world of a component as WIT text.
///
/// # Errors
/// When it is no component.
pub fn wit(component: &[u8]) -> Result<String, String> {
    let print = |decoded: wit_component::DecodedWasm| {
        let mut printer = wit_component::WitPrinter::default();
        printer.print(decoded.resolve(), decoded.package(), &[])?;
        Ok(printer.output.to_string())
    };
    wit_component::decode(component).and_then(print).map_err(|error| format!("{error:#}"))
}
