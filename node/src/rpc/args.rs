//! The parameters of one request, taken by position and by name, so that a mistake is answered with
//! a sentence that names the parameter.

use jsonrpsee::types::Params;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::Refusal;

/// Longest parameters, in bytes, of a method that is answered at once: many times what any needs.
const MAX_SHORT: usize = 16 << 10;
/// Longest that a complaint may be which repeats what it complains of, in characters.
const MAX_COMPLAINT: usize = 300;

/// The positional parameters of one request.
#[derive(Debug)]
pub(crate) struct Args {
    values: Vec<Value>,
}

impl Args {
    /// Reads the parameters of a request; none at all count as an empty list.
    pub(crate) fn new(params: &Params<'_>) -> Result<Self, Refusal> {
        let values = match params.as_str() {
            None => Vec::new(),
            Some(text) => serde_json::from_str::<Option<Vec<Value>>>(text)
                .map_err(|_| Refusal::invalid_params("`params` must be an array, such as []"))?
                .unwrap_or_default(),
        };
        Ok(Self { values })
    }

    /// Reads parameters that have no reason to be long.
    pub(crate) fn short(params: &Params<'_>) -> Result<Self, Refusal> {
        if params.len_bytes() > MAX_SHORT {
            return Err(Refusal::invalid_params(format!(
                "the parameters are too long; this method needs no more than {MAX_SHORT} bytes"
            )));
        }
        Self::new(params)
    }

    /// The parameter at `index` (from 0), which must be there.
    pub(crate) fn required<T: DeserializeOwned>(
        &mut self,
        index: usize,
        name: &str,
    ) -> Result<T, Refusal> {
        self.optional(index, name)?.ok_or_else(|| {
            Refusal::invalid_params(format!("missing parameter {}: {name}", index + 1))
        })
    }

    /// The parameter at `index` (from 0); absent and `null` are the same.
    pub(crate) fn optional<T: DeserializeOwned>(
        &mut self,
        index: usize,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.values.get_mut(index).map(Value::take) else {
            return Ok(None);
        };
        serde_json::from_value(value).map_err(|error| {
            let complaint: String = error.to_string().chars().take(MAX_COMPLAINT).collect();
            let number = index + 1;
            Refusal::invalid_params(format!("invalid parameter {number}: {name}: {complaint}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{Address, U256};

    use super::*;

    fn args(json: &str) -> Args {
        Args::new(&Params::new(Some(json))).unwrap()
    }

    #[test]
    fn absent_and_null_are_the_same() {
        assert_eq!(args("[]").optional::<U256>(0, "value").unwrap(), None);
        assert_eq!(args("[null]").optional::<U256>(0, "value").unwrap(), None);
    }

    #[test]
    fn numbers_come_as_json_numbers_or_as_hex() {
        assert_eq!(
            args("[12]").required::<U256>(0, "seconds").unwrap(),
            U256::from(12)
        );
        assert_eq!(
            args(r#"["0x0c"]"#).required::<U256>(0, "seconds").unwrap(),
            U256::from(12)
        );
    }

    #[test]
    fn a_mistake_names_its_parameter() {
        let error = args(r#"["0x12"]"#)
            .required::<Address>(0, "address")
            .unwrap_err();
        assert!(
            format!("{error:?}").contains("parameter 1: address"),
            "{error:?}"
        );
        let error = args("[]").required::<Address>(1, "address").unwrap_err();
        assert!(
            format!("{error:?}").contains("missing parameter 2"),
            "{error:?}"
        );
    }

    #[test]
    fn a_complaint_does_not_repeat_what_is_long() {
        let long = format!(r#"["{}"]"#, "z".repeat(100_000));
        let error = args(&long).required::<Address>(0, "address").unwrap_err();
        assert!(format!("{error:?}").len() < 1_000);
        assert!(Args::short(&Params::new(Some(&long))).is_err());
    }

    #[test]
    fn named_parameters_are_refused() {
        assert!(Args::new(&Params::new(Some(r#"{"a":1}"#))).is_err());
    }
}
