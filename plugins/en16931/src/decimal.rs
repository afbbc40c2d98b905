//! Exact decimals: amounts, percents, and hours whose product with the rate is the amount.

/// So many digits after the point are enough for any hour that has a usual rate; others have more, to an end.
const DECIMALS: std::ops::RangeInclusive<u32> = 8..=15;

/// Hundredths of a percent as percent: 1900 is `19`, 770 is `7.7`.
pub(crate) fn percent(hundredths: u32) -> String {
    trimmed(hundredths.into(), 2)
}

/// Minutes as hours: 95 are `1.58333333`. The digits are enough for hours times rate to be less than half
/// a minor unit away from the true product. Where that is further from the amount than official rules
/// bear, in a currency without decimals, it is the hours that the amount stands for.
pub(crate) fn hours(minutes: u32, rate: i64, amount: i64, currency_digits: u8) -> String {
    let of_rate = rate.checked_ilog10().map_or(0, |digits| digits + 3 - u32::from(currency_digits.min(2)));
    let decimals = of_rate.clamp(*DECIMALS.start(), *DECIMALS.end());
    let minutes = i128::from(minutes);
    let exact = i128::from(rate) * minutes % 60 == 0;
    if currency_digits == 0 && rate > 0 && !exact {
        return trimmed(scaled(amount.into(), decimals, rate.into()), decimals);
    }
    trimmed(scaled(minutes, decimals, 60), decimals)
}

/// A quotient that is not below zero in units of its last decimal, to the nearest.
fn scaled(dividend: i128, decimals: u32, divisor: i128) -> i128 {
    (dividend * 10i128.pow(decimals) * 2 + divisor) / (divisor * 2)
}

/// A number that is not below zero, without the noughts at its end.
fn trimmed(units: i128, decimals: u32) -> String {
    let one = 10i128.pow(decimals);
    let text = format!("{}.{:0width$}", units / one, units % one, width = decimals as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_exact_where_they_can_be() {
        assert_eq!(hours(90, 8_500, 12_750, 2), "1.5");
        assert_eq!(hours(95, 8_500, 13_458, 2), "1.58333333");
        assert_eq!(hours(0, 8_500, 0, 2), "0");
        assert_eq!(hours(u32::MAX, 1, 71_582_788, 2), "71582788.25");
    }

    #[test]
    fn hours_times_rate_are_the_amount() {
        // 10 minutes at 1,000 yen are 166.67 and billed as 167.
        assert_eq!(hours(10, 1_000, 167, 0), "0.167");
        assert_eq!(hours(30, 1_000, 500, 0), "0.5");
        assert_eq!(hours(7_860, 818_190_430, 107_182_946_330, 0), "131");
        assert_eq!(hours(9_704, 818_190_430, 132_328_665_545, 0), "161.73333333293");
        // A rate of ten thousand million needs more digits than 8.
        assert_eq!(hours(10, 1_000_000_000_000, 166_666_666_667, 2), "0.1666666666667");
        assert_eq!(hours(60, i64::MAX, i64::MAX, 0), "1");
        assert_eq!(hours(59, i64::MAX, i64::MAX, 0), "1");
    }

    #[test]
    fn percents_have_the_digits_they_need() {
        assert_eq!([percent(1_900), percent(770), percent(0), percent(5)], ["19", "7.7", "0", "0.05"]);
    }
}
