//! Owns the tables of custom fields, as far as a look at them goes.

use serde::de::IgnoredAny;

use super::api::{Api, ApiError, failure, is_no_record, read};
use super::wire::List;
use crate::http::Request;

/// Tells whether a field takes its values from a table: `custom1` to `custom12`, `custom29`, `custom30`
/// (`reference/imanage-api.md` section 4.2). The others take any text, number, date or truth value.
pub fn has_table(field: &str) -> bool {
    let number = field.strip_prefix("custom").and_then(|number| number.parse::<u8>().ok());
    matches!(number, Some(1..=12 | 29 | 30))
}

impl Api {
    /// Asks whether a field's table has any value that this account sees. A server does not tell a table that is empty from one
    /// that is not there.
    pub async fn has_values(&self, library: &str, field: &str) -> Result<bool, ApiError> {
        let url = self.below(&["libraries", library, "customs", field, "search"]);
        let what = format!("the values of `{field}` in library `{library}`");
        let answer = self.ask(Request::get(url).query([("limit", "1")])).await?;
        if is_no_record(&answer) {
            return Ok(false);
        }
        if !answer.is_success() {
            return Err(failure(&answer, &what));
        }
        let list: List<IgnoredAny> = read(&answer, &what)?;
        Ok(!list.data.0.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::has_table;

    #[test]
    fn only_the_alias_fields_have_tables() {
        assert!(["custom1", "custom12", "custom29", "custom30"].into_iter().all(has_table));
        assert!(!["custom13", "custom21_from", "custom25", "custom31", "name", "custom"].into_iter().any(has_table));
    }
}
