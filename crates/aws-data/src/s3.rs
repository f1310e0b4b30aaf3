//! What all S3 types share: the client, names, tags, and what follows from a region.

use aws_sdk_s3::types::Tag;
use provision_aws_core::clients::Base;
use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The S3 client.
    s3, aws_sdk_s3, ["s3", "s3api"],
    |base: &Base, config: aws_sdk_s3::config::Builder| config.force_path_style(base.path_style())
);

/// Digits and hexadecimal digits at the end of a generated name.
const DECIMAL: usize = 18;
const HEX: usize = 8;

/// A name that nobody chose: the prefix and 26 digits that follow from the step's token, so that the same step, sent again,
/// means the same bucket.
pub fn generated(prefix: &str, token: &str) -> String {
    let digest = token.bytes().fold(0xcbf2_9ce4_8422_2325_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    let modulus = 10u128.pow(18);
    format!("{prefix}{:0DECIMAL$}{:0HEX$x}", digest % modulus, (digest >> 96) as u32)
}

/// The prefix of a generated name; empty for a name that somebody chose.
pub fn prefix_of(name: &str) -> String {
    let Some(split) = name.len().checked_sub(DECIMAL + HEX).filter(|at| name.is_char_boundary(*at)) else {
        return String::new();
    };
    let (prefix, end) = name.split_at(split);
    let (digits, hex) = end.split_at(DECIMAL);
    let plain = digits.bytes().all(|b| b.is_ascii_digit())
        && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if plain { prefix.to_owned() } else { String::new() }
}

/// A non-empty text.
pub fn text(value: &Option<String>) -> Option<String> {
    value.clone().filter(|v| !v.is_empty())
}

/// Tags as S3 takes them.
pub fn tag_list(tags: &Tags) -> Result<Vec<Tag>, Error> {
    tags.iter().map(|(k, v)| Ok(Tag::builder().key(k).value(v).build()?)).collect()
}

/// All tags of a bucket, those of AWS included. A bucket without tags is answered with an error code of its own.
pub async fn bucket_tags(cx: &Cx, bucket: &str) -> Result<Tags, Error> {
    match s3(cx).get_bucket_tagging().bucket(bucket).send().await.map_err(Error::from) {
        Ok(told) => Ok(told.tag_set.into_iter().map(|t| (t.key, t.value)).collect()),
        Err(e) if e.is(&["NoSuchTagSet"]) => Ok(Tags::new()),
        Err(e) => Err(e),
    }
}

/// The Route 53 zone of a region's website endpoints; empty where there is none.
/// (General Reference, Amazon S3 endpoints and quotas)
#[rustfmt::skip]
pub fn website_zone(region: &str) -> &'static str {
    match region {
        "af-south-1" => "Z83WF9RJE8B12",
        "ap-east-1" => "ZNB98KWMFR0R6",
        "ap-east-2" => "Z064739330DAH7WJVOO93",
        "ap-northeast-1" => "Z2M4EHUR26P7ZW",
        "ap-northeast-2" => "Z3W03O7B5YMIYP",
        "ap-northeast-3" => "Z2YQB5RD63NC85",
        "ap-south-1" => "Z11RGJOFQNVJUP",
        "ap-south-2" => "Z02976202B4EZMXIPMXF7",
        "ap-southeast-1" => "Z3O0J2DXBE1FTB",
        "ap-southeast-2" => "Z1WCIGYICN2BYD",
        "ap-southeast-3" => "Z01846753K324LI26A3VV",
        "ap-southeast-4" => "Z0312387243XT5FE14WFO",
        "ap-southeast-5" => "Z08660063OXLMA7F1FJHU",
        "ap-southeast-7" => "Z0031014GXUMRZG6I14G",
        "ca-central-1" => "Z1QDHH18159H29",
        "ca-west-1" => "Z03565811Z33SLEZTHOUL",
        "cn-north-1" => "Z5CN8UMXT92WN",
        "cn-northwest-1" => "Z282HJ1KT0DH03",
        "eu-central-1" => "Z21DNDUVLTQW6Q",
        "eu-central-2" => "Z030506016YDQGETNASS",
        "eu-north-1" => "Z3BAZG2TWCNX0D",
        "eu-south-1" => "Z30OZKI7KPW7MI",
        "eu-south-2" => "Z0081959F7139GRJC19J",
        "eu-west-1" => "Z1BKCTXD74EZPE",
        "eu-west-2" => "Z3GKZC51ZF0DB4",
        "eu-west-3" => "Z3R1K369G5AVDG",
        "il-central-1" => "Z09640613K4A3MN55U7GU",
        "me-central-1" => "Z06143092I8HRXZRUZROF",
        "me-south-1" => "Z1MPMWCPA7YB62",
        "mx-central-1" => "Z057606446ZNVQJJ8WOP",
        "sa-east-1" => "Z7KQH4QJS55SO",
        "us-east-1" => "Z3AQBSTGFYJSTF",
        "us-east-2" => "Z2O1EMRO9K5GLX",
        "us-gov-east-1" => "Z2NIFVYYW2VKV1",
        "us-gov-west-1" => "Z31GFT0UA1I2HV",
        "us-west-1" => "Z2F56UZL2M1ACD",
        "us-west-2" => "Z3BJ6K6RIION7M",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_name_tells_its_prefix_and_follows_from_the_token() {
        let name = generated("logs-", "4f6b1c9e-0000-4000-8000-1234567890ab");
        assert_eq!((name.len(), prefix_of(&name).as_str()), (31, "logs-"));
        assert_eq!(name, generated("logs-", "4f6b1c9e-0000-4000-8000-1234567890ab"));
        assert_ne!(name, generated("logs-", "4f6b1c9e-0000-4000-8000-1234567890ac"));
        assert_eq!(prefix_of("a-name-that-somebody-chose-by-hand"), "");
    }
}
