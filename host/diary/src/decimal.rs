//! Decimal numbers as people type them, read into integers without a float between.

/// Why a decimal number could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Not digits with at most one point.
    #[error("not a plain decimal number")]
    Malformed,
    /// More digits after the point than the unit has.
    #[error("more than {0} digits after the point")]
    TooFine(u32),
    /// Larger than the program can count.
    #[error("too large")]
    TooLarge,
}

/// Reads `85`, `85.5` or `85.50` as a whole number of units of 10^-`digits`: with 2, `8550`.
///
/// # Errors
/// When `text` has a sign, anything but digits and one point, or more than `digits` decimals.
pub fn parse(text: &str, digits: u32) -> Result<i64, DecimalError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric(whole) || !numeric(fraction) {
        return Err(DecimalError::Malformed);
    }
    let fraction = fraction.trim_end_matches('0');
    let missing = u32::try_from(fraction.len())
        .ok()
        .and_then(|given| digits.checked_sub(given))
        .ok_or(DecimalError::TooFine(digits))?;
    let number = |part: &str| if part.is_empty() { Some(0) } else { part.parse::<i64>().ok() };
    let power = |exponent| 10i64.checked_pow(exponent);
    (|| {
        let whole = number(whole)?.checked_mul(power(digits)?)?;
        whole.checked_add(number(fraction)?.checked_mul(power(missing)?)?)
    })()
    .ok_or(DecimalError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("85", 2, Ok(8_500))]
    #[case("85.5", 2, Ok(8_550))]
    #[case("85.500", 2, Ok(8_550))]
    #[case("0.05", 2, Ok(5))]
    #[case("85", 0, Ok(85))]
    #[case("85.00", 0, Ok(85))]
    #[case("85.5", 0, Err(DecimalError::TooFine(0)))]
    #[case("85.555", 2, Err(DecimalError::TooFine(2)))]
    #[case("-1", 2, Err(DecimalError::Malformed))]
    #[case("1e3", 2, Err(DecimalError::Malformed))]
    #[case("85.", 2, Err(DecimalError::Malformed))]
    #[case(".5", 2, Err(DecimalError::Malformed))]
    #[case("", 2, Err(DecimalError::Malformed))]
    #[case("1 000", 2, Err(DecimalError::Malformed))]
    #[case("99999999999999999999", 2, Err(DecimalError::TooLarge))]
    #[case("92233720368547758.08", 2, Err(DecimalError::TooLarge))]
    fn decimals(#[case] text: &str, #[case] digits: u32, #[case] read: Result<i64, DecimalError>) {
        assert_eq!(parse(text, digits), read);
    }
}
