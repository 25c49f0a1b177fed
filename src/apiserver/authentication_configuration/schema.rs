//! The versioned Go types of the file (`pkg/apis/apiserver/{v1alpha1,v1beta1,v1}/types.go`) as a table. The three
//! versions never differed; what differs is from which Kubernetes version on a field exists.

/// A Go type that JSON is read into. Pointers are as what they point to.
#[derive(Debug)]
pub enum GoType {
    Bool,
    /// `string`, or a named type of the versioned package.
    String(&'static str),
    List(&'static GoType),
    Struct(&'static GoStruct),
}

#[derive(Debug)]
pub struct GoStruct {
    pub name: &'static str,
    pub fields: &'static [Field],
}

#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub go_type: GoType,
    /// The minor version in which the field appeared.
    pub since: u32,
}

const fn field(name: &'static str, go_type: GoType) -> Field {
    Field { name, go_type, since: 0 }
}

const fn since(since: u32, name: &'static str, go_type: GoType) -> Field {
    Field { name, go_type, since }
}

const TEXT: GoType = GoType::String("string");
const TEXTS: GoType = GoType::List(&TEXT);

pub static AUTHENTICATION_CONFIGURATION: GoStruct = GoStruct {
    name: "AuthenticationConfiguration",
    fields: &[
        field("kind", TEXT),
        field("apiVersion", TEXT),
        field("jwt", GoType::List(&GoType::Struct(&JWT_AUTHENTICATOR))),
        since(31, "anonymous", GoType::Struct(&ANONYMOUS)),
    ],
};

static ANONYMOUS: GoStruct = GoStruct {
    name: "AnonymousAuthConfig",
    fields: &[
        field("enabled", GoType::Bool),
        field("conditions", GoType::List(&GoType::Struct(&ANONYMOUS_CONDITION))),
    ],
};

static ANONYMOUS_CONDITION: GoStruct =
    GoStruct { name: "AnonymousAuthCondition", fields: &[field("path", TEXT)] };

static JWT_AUTHENTICATOR: GoStruct = GoStruct {
    name: "JWTAuthenticator",
    fields: &[
        field("issuer", GoType::Struct(&ISSUER)),
        field("claimValidationRules", GoType::List(&GoType::Struct(&CLAIM_VALIDATION_RULE))),
        field("claimMappings", GoType::Struct(&CLAIM_MAPPINGS)),
        field("userValidationRules", GoType::List(&GoType::Struct(&USER_VALIDATION_RULE))),
    ],
};

static ISSUER: GoStruct = GoStruct {
    name: "Issuer",
    fields: &[
        field("url", TEXT),
        field("discoveryURL", TEXT),
        field("certificateAuthority", TEXT),
        field("audiences", TEXTS),
        field("audienceMatchPolicy", GoType::String("AudienceMatchPolicyType")),
        since(34, "egressSelectorType", GoType::String("EgressSelectorType")),
    ],
};

static CLAIM_VALIDATION_RULE: GoStruct = GoStruct {
    name: "ClaimValidationRule",
    fields: &[
        field("claim", TEXT),
        field("requiredValue", TEXT),
        field("expression", TEXT),
        field("message", TEXT),
    ],
};

static CLAIM_MAPPINGS: GoStruct = GoStruct {
    name: "ClaimMappings",
    fields: &[
        field("username", GoType::Struct(&PREFIXED)),
        field("groups", GoType::Struct(&PREFIXED)),
        field("uid", GoType::Struct(&CLAIM_OR_EXPRESSION)),
        field("extra", GoType::List(&GoType::Struct(&EXTRA_MAPPING))),
    ],
};

static PREFIXED: GoStruct = GoStruct {
    name: "PrefixedClaimOrExpression",
    fields: &[field("claim", TEXT), field("prefix", TEXT), field("expression", TEXT)],
};

static CLAIM_OR_EXPRESSION: GoStruct =
    GoStruct { name: "ClaimOrExpression", fields: &[field("claim", TEXT), field("expression", TEXT)] };

static EXTRA_MAPPING: GoStruct =
    GoStruct { name: "ExtraMapping", fields: &[field("key", TEXT), field("valueExpression", TEXT)] };

static USER_VALIDATION_RULE: GoStruct =
    GoStruct { name: "UserValidationRule", fields: &[field("expression", TEXT), field("message", TEXT)] };

impl GoType {
    /// As `reflect.Type` prints it; `package` is the last part of the version's import path.
    pub fn print(&self, package: &str) -> String {
        match self {
            GoType::Bool => "bool".to_owned(),
            GoType::String("string") => "string".to_owned(),
            GoType::String(name) => format!("{package}.{name}"),
            GoType::List(item) => format!("[]{}", item.print(package)),
            GoType::Struct(go_struct) => format!("{package}.{}", go_struct.name),
        }
    }
}
