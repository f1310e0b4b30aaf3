//! `aws_glue_classifier`

use crate::common::choice;
use crate::glue::glue;
use aws_sdk_glue::operation::create_classifier::builders::CreateClassifierFluentBuilder;
use aws_sdk_glue::operation::update_classifier::builders::UpdateClassifierFluentBuilder;
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;

/// How a crawler knows the form of data. (Glue CreateClassifier, UpdateClassifier)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_classifier", seconds(1, 1))]
pub struct Classifier {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Of values between separators.
    #[block(list, max = 1)]
    pub csv_classifier: Option<Csv>,
    /// Of lines that fit a pattern.
    #[block(list, max = 1)]
    pub grok_classifier: Option<Grok>,
    /// Of JSON.
    #[block(list, max = 1)]
    pub json_classifier: Option<JsonPath>,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// Of XML.
    #[block(list, max = 1)]
    pub xml_classifier: Option<Xml>,
}

/// Values between separators.
#[derive(Nested, Clone, Default)]
pub struct Csv {
    /// One column is enough.
    #[attr(optional)]
    pub allow_single_column: Option<bool>,
    /// Whether the first line names columns: `ABSENT`, `PRESENT` or `UNKNOWN`.
    #[attr(optional, one_of("ABSENT", "PRESENT", "UNKNOWN"))]
    pub contains_header: Option<String>,
    /// There are types of one's own.
    #[attr(optional)]
    pub custom_datatype_configured: Option<bool>,
    /// These.
    #[attr(optional)]
    pub custom_datatypes: Vec<String>,
    /// The separator.
    #[attr(optional)]
    pub delimiter: Option<String>,
    /// Spaces around values stay.
    #[attr(optional, default = true)]
    pub disable_value_trimming: Option<bool>,
    /// The columns.
    #[attr(optional)]
    pub header: Vec<String>,
    /// What encloses values.
    #[attr(optional)]
    pub quote_symbol: Option<String>,
    /// What reads them: `OpenCSVSerDe`, `LazySimpleSerDe` or `None`.
    #[attr(optional, computed, one_of("OpenCSVSerDe", "LazySimpleSerDe", "None"))]
    pub serde: Option<String>,
}

/// Lines that fit a pattern.
#[derive(Nested, Clone, Default)]
pub struct Grok {
    /// What the data are called.
    #[attr(required)]
    pub classification: String,
    /// Patterns of one's own.
    #[attr(optional, length(0, 16000))]
    pub custom_patterns: Option<String>,
    /// The pattern.
    #[attr(required, length(1, 2048))]
    pub grok_pattern: String,
}

/// JSON.
#[derive(Nested, Clone, Default)]
pub struct JsonPath {
    /// Where records are.
    #[attr(required)]
    pub json_path: String,
}

/// XML.
#[derive(Nested, Clone, Default)]
pub struct Xml {
    /// What the data are called.
    #[attr(required)]
    pub classification: String,
    /// The element that is a record.
    #[attr(required)]
    pub row_tag: String,
}

/// The kinds, of which a classifier is one and stays it.
const KINDS: [&str; 4] = ["csv_classifier", "grok_classifier", "json_classifier", "xml_classifier"];

#[async_trait]
impl Resource for Classifier {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let changed: Vec<&str> = KINDS.into_iter().filter(|kind| has_change(cx, kind)).collect();
        if !cx.is_create() && changed.len() > 1 {
            for kind in changed {
                cx.force_replace(kind);
            }
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.creation(glue(cx).create_classifier())?.send().await?;
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async { Ok(one(cx, &req.key).await?.map(|c| Found::ready(told(req, c)))) }).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.change(glue(cx).update_classifier())?.send().await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        glue(cx).delete_classifier().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.name).await?;
        Ok(found.filter(|_| intent.absent).map(|_| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// One classifier. (Glue GetClassifier)
async fn one(cx: &Cx, name: &str) -> Result<Option<types::Classifier>, Error> {
    Ok(there(glue(cx).get_classifier().name(name).send().await)?.and_then(|told| told.classifier))
}

impl Classifier {
    fn creation(&self, call: CreateClassifierFluentBuilder) -> Result<CreateClassifierFluentBuilder, Error> {
        let csv = |c: &Csv| {
            types::CreateCsvClassifierRequest::builder()
                .name(&self.name)
                .set_allow_single_column(c.allow_single_column)
                .set_contains_header(choice(&c.contains_header))
                .set_custom_datatype_configured(c.custom_datatype_configured)
                .set_custom_datatypes(given(&c.custom_datatypes))
                .set_delimiter(text(&c.delimiter))
                .set_disable_value_trimming(c.disable_value_trimming)
                .set_header(given(&c.header))
                .set_quote_symbol(text(&c.quote_symbol))
                .set_serde(choice(&c.serde))
                .build()
        };
        let grok = |c: &Grok| {
            let builder = types::CreateGrokClassifierRequest::builder().name(&self.name);
            let builder = builder.classification(&c.classification).grok_pattern(&c.grok_pattern);
            builder.set_custom_patterns(text(&c.custom_patterns)).build()
        };
        let json = |c: &JsonPath| {
            types::CreateJsonClassifierRequest::builder().name(&self.name).json_path(&c.json_path).build()
        };
        let xml = |c: &Xml| {
            let builder = types::CreateXmlClassifierRequest::builder().name(&self.name);
            builder.classification(&c.classification).row_tag(&c.row_tag).build()
        };
        Ok(call
            .set_csv_classifier(self.csv_classifier.as_ref().map(csv).transpose()?)
            .set_grok_classifier(self.grok_classifier.as_ref().map(grok).transpose()?)
            .set_json_classifier(self.json_classifier.as_ref().map(json).transpose()?)
            .set_xml_classifier(self.xml_classifier.as_ref().map(xml).transpose()?))
    }

    fn change(&self, call: UpdateClassifierFluentBuilder) -> Result<UpdateClassifierFluentBuilder, Error> {
        let csv = |c: &Csv| {
            types::UpdateCsvClassifierRequest::builder()
                .name(&self.name)
                .set_allow_single_column(c.allow_single_column)
                .set_contains_header(choice(&c.contains_header))
                .set_custom_datatype_configured(c.custom_datatype_configured)
                .set_custom_datatypes(given(&c.custom_datatypes))
                .set_delimiter(text(&c.delimiter))
                .set_disable_value_trimming(c.disable_value_trimming)
                .set_header(given(&c.header))
                .set_quote_symbol(text(&c.quote_symbol))
                .set_serde(choice(&c.serde))
                .build()
        };
        let grok = |c: &Grok| {
            let builder = types::UpdateGrokClassifierRequest::builder().name(&self.name);
            let builder = builder.classification(&c.classification).grok_pattern(&c.grok_pattern);
            builder.custom_patterns(c.custom_patterns.clone().unwrap_or_default()).build()
        };
        let json = |c: &JsonPath| {
            types::UpdateJsonClassifierRequest::builder().name(&self.name).json_path(&c.json_path).build()
        };
        let xml = |c: &Xml| {
            let builder = types::UpdateXmlClassifierRequest::builder().name(&self.name);
            builder.classification(&c.classification).row_tag(&c.row_tag).build()
        };
        Ok(call
            .set_csv_classifier(self.csv_classifier.as_ref().map(csv).transpose()?)
            .set_grok_classifier(self.grok_classifier.as_ref().map(grok).transpose()?)
            .set_json_classifier(self.json_classifier.as_ref().map(json).transpose()?)
            .set_xml_classifier(self.xml_classifier.as_ref().map(xml).transpose()?))
    }
}

fn told(req: &Req<Classifier>, classifier: types::Classifier) -> Classifier {
    let csv = |c: types::CsvClassifier| Csv {
        allow_single_column: c.allow_single_column,
        contains_header: c.contains_header.map(|h| h.as_str().to_owned()),
        custom_datatype_configured: c.custom_datatype_configured,
        custom_datatypes: c.custom_datatypes.unwrap_or_default(),
        delimiter: c.delimiter,
        disable_value_trimming: c.disable_value_trimming,
        header: c.header.unwrap_or_default(),
        quote_symbol: c.quote_symbol,
        serde: c.serde.map(|s| s.as_str().to_owned()),
    };
    let grok = |c: types::GrokClassifier| Grok {
        classification: c.classification,
        custom_patterns: c.custom_patterns,
        grok_pattern: c.grok_pattern,
    };
    let xml = |c: types::XmlClassifier| Xml {
        classification: c.classification,
        row_tag: c.row_tag.unwrap_or_default(),
    };
    Classifier {
        id: req.key.clone(),
        csv_classifier: classifier.csv_classifier.map(csv),
        grok_classifier: classifier.grok_classifier.map(grok),
        json_classifier: classifier.json_classifier.map(|c| JsonPath { json_path: c.json_path }),
        name: req.key.clone(),
        xml_classifier: classifier.xml_classifier.map(xml),
    }
}
