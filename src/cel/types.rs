//! The types of the checker (`common/types/types.go`) and how messages write them (`checker/format.go`).

use std::rc::Rc;

#[derive(Debug, Clone)]
pub enum Type {
    Dyn,
    /// `google.protobuf.Any`: the type of every claim.
    Any,
    /// That of an expression about which an error was reported.
    Error,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List(Rc<Type>),
    Map(Rc<Type>, Rc<Type>),
    /// The type of a type.
    Kind(Option<Rc<Type>>),
    /// A type variable: `T` in a declaration, `_var0` while checking.
    Param(Rc<str>),
    Opaque(Rc<str>, Rc<[Type]>),
    /// A type with fields.
    Struct(Rc<str>),
    /// One that may be null, such as `google.protobuf.StringValue`. It is equal to what it wraps.
    Wrapper(Rc<Type>),
}

/// `IsExactType`.
impl PartialEq for Type {
    fn eq(&self, other: &Type) -> bool {
        let (one, two) = (self.bare(), other.bare());
        std::mem::discriminant(one) == std::mem::discriminant(two)
            && one.name() == two.name()
            && one.params() == two.params()
    }
}

impl Eq for Type {}

pub const OPTIONAL: &str = "optional_type";
pub const USER_INFO: &str = "kubernetes.UserInfo";

impl Type {
    pub fn list(of: Type) -> Type {
        Type::List(Rc::new(of))
    }

    pub fn map(key: Type, value: Type) -> Type {
        Type::Map(Rc::new(key), Rc::new(value))
    }

    pub fn optional(of: Type) -> Type {
        Type::Opaque(OPTIONAL.into(), [of].into())
    }

    /// Without a wrapper.
    pub fn bare(&self) -> &Type {
        match self {
            Type::Wrapper(of) => of,
            other => other,
        }
    }

    /// What an optional holds.
    pub fn unwrap_optional(&self) -> Option<&Type> {
        match self {
            Type::Opaque(name, params) if &**name == OPTIONAL => params.first(),
            _ => None,
        }
    }

    pub fn is_dyn(&self) -> bool {
        matches!(self, Type::Dyn | Type::Any)
    }

    pub fn is_dyn_or_error(&self) -> bool {
        self.is_dyn() || *self == Type::Error
    }

    pub fn params(&self) -> Vec<&Type> {
        match self {
            Type::List(of) => vec![of],
            Type::Map(key, value) => vec![key, value],
            Type::Kind(Some(of)) => vec![of],
            Type::Opaque(_, params) => params.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The name at run time, without parameters.
    pub fn name(&self) -> &str {
        match self {
            Type::Dyn => "dyn",
            Type::Any => "google.protobuf.Any",
            Type::Error => "error",
            Type::Null => "null_type",
            Type::Bool => "bool",
            Type::Int => "int",
            Type::Uint => "uint",
            Type::Double => "double",
            Type::String => "string",
            Type::Bytes => "bytes",
            Type::Timestamp => "google.protobuf.Timestamp",
            Type::Duration => "google.protobuf.Duration",
            Type::List(_) => "list",
            Type::Map(..) => "map",
            Type::Kind(_) => "type",
            Type::Param(name) | Type::Opaque(name, _) | Type::Struct(name) => name,
            Type::Wrapper(of) => of.name(),
        }
    }

    /// `FormatCELType`.
    pub fn format(&self) -> String {
        match self {
            Type::Any => "any".to_owned(),
            Type::Duration => "duration".to_owned(),
            Type::Timestamp => "timestamp".to_owned(),
            Type::Error => "!error!".to_owned(),
            Type::Null => "null".to_owned(),
            Type::Wrapper(of) => format!("wrapper({})", of.name()),
            _ => {
                let params: Vec<String> = self.params().into_iter().map(Type::format).collect();
                if params.is_empty() {
                    return self.name().to_owned();
                }
                format!("{}({})", self.name(), params.join(", "))
            }
        }
    }

    /// Reads a type as declarations write it; single capitals are type variables.
    pub fn parse(text: &str) -> Type {
        let text = text.trim();
        if let Some((name, params)) = text.split_once('(') {
            let params = split(params.strip_suffix(')').unwrap_or(params));
            let mut params = params.into_iter().map(Type::parse);
            let mut next = || params.next().unwrap_or(Type::Dyn);
            return match name {
                "list" => Type::list(next()),
                "map" => Type::map(next(), next()),
                "type" => Type::Kind(Some(Rc::new(next()))),
                "wrapper" => Type::Wrapper(Rc::new(next())),
                name => Type::Opaque(name.into(), params.collect()),
            };
        }
        match text {
            "dyn" => Type::Dyn,
            "any" => Type::Any,
            "null" => Type::Null,
            "bool" => Type::Bool,
            "int" => Type::Int,
            "uint" => Type::Uint,
            "double" => Type::Double,
            "string" => Type::String,
            "bytes" => Type::Bytes,
            "timestamp" => Type::Timestamp,
            "duration" => Type::Duration,
            name if name.len() == 1 => Type::Param(name.into()),
            name if name.starts_with("kubernetes.") || name.starts_with("google.") => {
                Type::Struct(name.into())
            }
            name => Type::Opaque(name.into(), [].into()),
        }
    }
}

/// Splits at the commas that stand in no parentheses.
pub fn split(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_and_written() {
        for text in [
            "bool",
            "timestamp",
            "list(string)",
            "map(string, list(int))",
            "optional_type(list(V))",
            "type(A)",
            "kubernetes.URL",
            "wrapper(string)",
            "A",
        ] {
            assert_eq!(Type::parse(text).format(), text);
        }
        assert_eq!(Type::map(Type::String, Type::Any).format(), "map(string, any)");
    }

    #[test]
    fn a_wrapper_is_equal_to_what_it_wraps() {
        for (one, two, is_equal) in [
            ("wrapper(string)", "string", true),
            ("list(wrapper(int))", "list(int)", true),
            ("wrapper(string)", "wrapper(int)", false),
            ("type(string)", "type(int)", false),
            ("A", "B", false),
        ] {
            assert_eq!(Type::parse(one) == Type::parse(two), is_equal, "{one} {two}");
        }
    }
}
