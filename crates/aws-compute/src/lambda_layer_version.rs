//! `aws_lambda_layer_version`

use crate::lambda::{Code, code, file_of_layer, has_code, hash_of_code, lambda};
use aws_sdk_lambda::operation::get_layer_version::GetLayerVersionOutput;
use aws_sdk_lambda::types;
use provision_aws_core::prelude::*;

/// A version of a layer: files below the code of functions. (Lambda PublishLayerVersion)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lambda_layer_version", seconds(2, 1))]
pub struct LayerVersion {
    /// The ARN of the version.
    #[attr(id)]
    pub id: String,
    /// The ARN of the version.
    #[attr(computed)]
    pub arn: String,
    /// The hash of its files as Lambda has it.
    #[attr(computed)]
    pub code_sha256: String,
    /// Architectures that it is for.
    #[attr(optional, replace)]
    pub compatible_architectures: Set<String>,
    /// Runtimes that it is for.
    #[attr(optional, replace)]
    pub compatible_runtimes: Set<String>,
    /// When it was made.
    #[attr(computed)]
    pub created_date: String,
    /// What it holds.
    #[attr(optional, replace)]
    pub description: Option<String>,
    /// Its files, in a ZIP file.
    #[attr(
        optional,
        replace,
        config_only,
        delivered = has_code,
        stand_in = file_of_layer,
        conflicts("s3_bucket", "s3_key", "s3_object_version")
    )]
    pub filename: Option<String>,
    /// The ARN of the layer.
    #[attr(computed)]
    pub layer_arn: String,
    /// The name of the layer.
    #[attr(required, replace)]
    pub layer_name: String,
    /// Its licence.
    #[attr(optional, replace, length(0, 512))]
    pub license_info: Option<String>,
    /// The bucket that its files lie in.
    #[attr(optional, replace, config_only, delivered = has_code, conflicts("filename"))]
    pub s3_bucket: Option<String>,
    /// Their name there.
    #[attr(optional, replace, config_only, delivered = has_code, conflicts("filename"))]
    pub s3_key: Option<String>,
    /// Their version there.
    #[attr(optional, replace, config_only, delivered = has_code, conflicts("filename"))]
    pub s3_object_version: Option<String>,
    /// The job that signed it.
    #[attr(computed)]
    pub signing_job_arn: String,
    /// The profile that signed it.
    #[attr(computed)]
    pub signing_profile_version_arn: String,
    /// Left at AWS when it is destroyed or replaced here.
    #[attr(optional, default = false, replace, config_only)]
    pub skip_destroy: Option<bool>,
    /// A change of it makes a new version.
    #[attr(optional, computed, replace, delivered = has_code, stand_in = hash_of_code)]
    pub source_code_hash: Option<String>,
    /// The size of its files.
    #[attr(computed)]
    pub source_code_size: i64,
    /// Its number.
    #[attr(computed)]
    pub version: String,
}

/// The layer and the number of a version, from its ARN.
pub fn parts(arn: &str) -> Result<(&str, i64), Error> {
    let parts = arn.split_once(":layer:").and_then(|(_, rest)| rest.split_once(':'));
    parts
        .and_then(|(name, number)| Some((name, number.parse().ok()?)))
        .ok_or_else(|| Error::import_id(arn, "arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION"))
}

#[async_trait]
impl Resource for LayerVersion {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let file = match text(&planned.filename) {
            Some(path) => Some(code(cx, &path).await?),
            None => None,
        };
        let architectures: Vec<types::Architecture> =
            planned.compatible_architectures.iter().map(|a| a.as_str().into()).collect();
        let runtimes: Vec<types::Runtime> =
            planned.compatible_runtimes.iter().map(|r| r.as_str().into()).collect();
        let made = lambda(cx)
            .publish_layer_version()
            .layer_name(&planned.layer_name)
            .content(planned.content(file.as_ref())?)
            .set_compatible_architectures(given(&architectures))
            .set_compatible_runtimes(given(&runtimes))
            .set_description(text(&planned.description))
            .set_license_info(text(&planned.license_info))
            .send()
            .await?;
        Created::new(made.layer_version_arn)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let (name, number) = parts(&req.key)?;
            // A layer of another account is known by its ARN alone, as every layer is.
            let layer = req.key.strip_suffix(&format!(":{number}")).unwrap_or(name);
            let call = lambda(cx).get_layer_version().layer_name(layer).version_number(number);
            let Some(version) = there(call.send().await)? else { return Ok(None) };
            Ok(Some(Found::ready(told(req, name, &version))))
        })
        .await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if prior.skip_destroy == Some(true) {
            return Ok(());
        }
        let (name, number) = parts(&prior.id)?;
        lambda(cx).delete_layer_version().layer_name(name).version_number(number).send().await?;
        Ok(())
    }

    /// A version has no tags and no name of its own; one that our call made is the first or the latest, with what the call said.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let call = lambda(cx).list_layer_versions().layer_name(&planned.layer_name);
        let told = there(call.send().await)?.and_then(|told| told.layer_versions).unwrap_or_default();
        let Some(latest) = told.into_iter().max_by_key(|v| v.version) else { return Ok(None) };
        let first = intent.absent && latest.version == 1;
        Ok(latest.layer_version_arn.filter(|_| first))
    }
}

impl LayerVersion {
    fn content(&self, file: Option<&Code>) -> Result<types::LayerVersionContentInput, Error> {
        let (bucket, key) = (text(&self.s3_bucket), text(&self.s3_key));
        if file.is_none() && (bucket.is_none() || key.is_none()) {
            let message = "A layer version needs `filename`, or `s3_bucket` and `s3_key`.";
            return Err(Error::new(Class::Validation, message));
        }
        Ok(types::LayerVersionContentInput::builder()
            .set_zip_file(file.map(|f| f.bytes.clone()))
            .set_s3_bucket(bucket)
            .set_s3_key(key)
            .set_s3_object_version(text(&self.s3_object_version))
            .build())
    }
}

fn told(req: &Req<LayerVersion>, name: &str, version: &GetLayerVersionOutput) -> LayerVersion {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    let content = version.content.as_ref();
    let prior = &req.prior;
    LayerVersion {
        id: req.key.clone(),
        arn: own(version.layer_version_arn()),
        code_sha256: own(content.and_then(|c| c.code_sha256())),
        compatible_architectures: version
            .compatible_architectures()
            .iter()
            .map(|a| a.as_str().to_owned())
            .collect(),
        compatible_runtimes: version.compatible_runtimes().iter().map(|r| r.as_str().to_owned()).collect(),
        created_date: own(version.created_date()),
        description: version.description.clone(),
        filename: None,
        layer_arn: own(version.layer_arn()),
        layer_name: if prior.layer_name.starts_with("arn:") {
            prior.layer_name.clone()
        } else {
            name.to_owned()
        },
        license_info: version.license_info.clone(),
        s3_bucket: None,
        s3_key: None,
        s3_object_version: None,
        signing_job_arn: own(content.and_then(|c| c.signing_job_arn())),
        signing_profile_version_arn: own(content.and_then(|c| c.signing_profile_version_arn())),
        skip_destroy: None,
        source_code_hash: Some(prior.source_code_hash.clone().unwrap_or_default()),
        source_code_size: content.map(|c| c.code_size).unwrap_or_default(),
        version: version.version.to_string(),
    }
}
