//! The config of the rule, and what may stand in it.

use serde::Deserialize;
use workdiary_sdk::money;

/// How time is rounded and what it costs. Factors and amounts are decimals in quotes: `"1.5"`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Time is billed in multiples of so many minutes, 1 to 60.
    pub increment_minutes: u16,
    /// To which multiple.
    pub rounding: To,
    /// The stretch that is rounded.
    pub per: Per,
    /// A higher rate above so many hours.
    pub overtime: Option<Overtime>,
    /// A higher rate on Saturday and Sunday (UTC).
    pub weekend_factor: Option<String>,
    /// A monthly amount that includes so many hours.
    pub retainer: Option<Retainer>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            increment_minutes: 15,
            rounding: To::Up,
            per: Per::Day,
            overtime: None,
            weekend_factor: None,
            retainer: None,
        }
    }
}

/// To which multiple of the increment.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum To {
    /// The next one.
    Up,
    /// The nearest one; a half goes up.
    Nearest,
    /// The one before.
    Down,
}

/// The stretch that is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// A day (UTC).
    Day,
    /// A session, from On to Off.
    Session,
}

/// A higher rate above so many hours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overtime {
    /// Above so many, 1 to 168.
    pub above_hours: u16,
    /// In which stretch.
    pub per: OvertimePer,
    /// Times the hourly rate.
    pub factor: String,
}

/// In which stretch overtime begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OvertimePer {
    /// A day (UTC).
    Day,
    /// The week.
    Week,
}

/// A monthly amount that includes so many hours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retainer {
    /// A month, in the contract's currency: `"2000.00"`.
    pub amount: String,
    /// Hours a month that it includes, 1 to 744.
    pub hours: u16,
    /// What an hour above them costs; the contract's rate where it is not said.
    #[serde(default)]
    pub excess_rate: Option<String>,
}

/// A factor in thousandths: 1000 to 10000.
pub(crate) fn factor(text: &str) -> Result<u32, String> {
    money::parse(text, 3)
        .and_then(|factor| u32::try_from(factor).ok())
        .filter(|factor| (1_000..=10_000).contains(factor))
        .ok_or_else(|| format!("the factor `{text}` is not a decimal of 1 to 10, such as \"1.5\""))
}

/// An amount of the contract's currency.
pub(crate) fn amount(text: &str, digits: u8) -> Result<i64, String> {
    money::parse(text, digits).ok_or_else(|| {
        format!("`{text}` is not an amount of the contract's currency, which has {digits} decimals")
    })
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), String> {
        if !(1..=60).contains(&self.increment_minutes) {
            return Err(format!("increment_minutes is `{}`, not 1 to 60", self.increment_minutes));
        }
        if let Some(text) = &self.weekend_factor {
            factor(text)?;
        }
        if let Some(overtime) = &self.overtime {
            factor(&overtime.factor)?;
            if !(1..=168).contains(&overtime.above_hours) {
                return Err(format!("overtime.above_hours is `{}`, not 1 to 168", overtime.above_hours));
            }
        }
        let Some(retainer) = &self.retainer else { return Ok(()) };
        if self.overtime.is_some() || self.weekend_factor.is_some() {
            return Err("a retainer goes without overtime and weekend factor".to_owned());
        }
        if !(1..=744).contains(&retainer.hours) {
            return Err(format!("retainer.hours is `{}`, not 1 to 744", retainer.hours));
        }
        // The currency is not known here; three decimals are the most that one has.
        for text in std::iter::once(&retainer.amount).chain(&retainer.excess_rate) {
            amount(text, 3).map_err(|_| format!("`{text}` is not an amount such as \"2000.00\""))?;
        }
        Ok(())
    }
}
