//! Checks of arguments that take one of AWS's words.

/// Makes checks that an argument is one of AWS's words.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $ty:path),+ $(,)?) => {
        $($(#[$doc])* pub fn $name(value: &provision_value::Value) -> Result<(), String> {
            provision_aws_core::requests::among(value, <$ty>::values())
        })+
    };
}
pub(crate) use words;
