//! Objects made of fields: `google.protobuf.StringValue{value: "a"}` (`checkCreateStruct`).

use super::Checker;
use crate::cel::messages::{self, Message};
use crate::cel::syntax::ast::{Expr, Struct};
use crate::cel::types::{Type, USER_INFO};

impl Checker<'_> {
    pub(super) fn object(&mut self, expr: &Expr, object: &Struct) {
        let name = object.name.trim_start_matches('.');
        let Some(named) = self.named_type(name) else {
            return self.undeclared(expr.id, &object.name);
        };
        let message = messages::find(name).or_else(|| messages::of_type(&named));
        if message.is_some() || matches!(named, Type::Null | Type::Struct(_)) {
            self.set(expr.id, named.clone());
        } else {
            self.set(expr.id, Type::Error);
            self.report(expr.id, format!("'{}' is not a message type", named.name()));
        }
        for field in &object.fields {
            self.check(&field.value);
            let declared = match self.field_of_object(message, name, &field.name) {
                _ if name == USER_INFO => self.struct_field(field.id, name, &field.name),
                Ok(of) => of,
                Err(message) => {
                    self.report(field.id, message);
                    Type::Error
                }
            };
            let mut of = self.get(&field.value);
            if field.is_optional {
                of = self.unwrapped(&field.value, of);
            }
            if !self.mappings.assign(&declared, &of) {
                let (declared, of) = (declared.format(), of.format());
                let name = &field.name;
                self.report(
                    field.id,
                    format!("expected type of field '{name}' is '{declared}' but provided type is '{of}'"),
                );
            }
        }
    }

    /// `lookupFieldType`. Simple types are known where the fields are looked up, too.
    fn field_of_object(&self, message: Option<&Message>, object: &str, field: &str) -> Result<Type, String> {
        let undefined = || format!("undefined field '{field}'");
        match (message, object) {
            (Some(message), _) => messages::field_type(message, field).ok_or_else(undefined),
            (None, "map") => Ok(Type::Any),
            (None, "bool" | "bytes" | "double" | "int" | "string" | "uint") => Err(undefined()),
            (None, "null_type") => {
                Err("unexpected failed resolution of 'google.protobuf.NullValue'".to_owned())
            }
            (None, other) => Err(format!("unexpected failed resolution of '{other}'")),
        }
    }
}
