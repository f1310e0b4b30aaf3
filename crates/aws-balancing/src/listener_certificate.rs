//! `aws_lb_listener_certificate`

use crate::elb::elb;
use aws_sdk_elasticloadbalancingv2::types::Certificate;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// A certificate of a listener beside its default one. (ELBv2 AddListenerCertificates, RemoveListenerCertificates)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lb_listener_certificate", seconds(1, 1))]
pub struct ListenerCertificate {
    /// The listener's ARN and the certificate's, joined by `_`.
    #[attr(id)]
    pub id: String,
    /// The certificate.
    #[attr(required, replace, arn)]
    pub certificate_arn: String,
    /// The listener.
    #[attr(required, replace, arn)]
    pub listener_arn: String,
}

/// Most certificates of a page.
const PAGE: i32 = 400;

#[async_trait]
impl Resource for ListenerCertificate {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        format!("{}_{}", self.listener_arn, self.certificate_arn)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = elb(cx)
            .add_listener_certificates()
            .listener_arn(&planned.listener_arn)
            .certificates(certificate(&planned.certificate_arn));
        cx.until_known(&["CertificateNotFound"], || call.clone().send()).await?;
        Created::new(Some(planned.key()))
    }

    /// One list for each listener, however many of its certificates are asked for.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let listeners: BTreeSet<&str> = reqs.iter().filter_map(|r| Some(parts(&r.key).ok()?.0)).collect();
        let told = each(listeners, 10, |listener| async move { (listener, added(cx, listener).await) }).await;
        let told: HashMap<&str, Result<Vec<String>, Error>> = told.into_iter().collect();
        let answer = |req: &Req<Self>| {
            let (listener_arn, certificate_arn) = parts(&req.key)?;
            match told.get(listener_arn) {
                Some(Ok(all)) if all.iter().any(|c| c == certificate_arn) => {
                    Ok(Some(Found::ready(Self::import(&req.key)?)))
                }
                Some(Err(e)) if !e.is_not_found() => Err(e.clone()),
                _ => Ok(None),
            }
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = elb(cx)
            .remove_listener_certificates()
            .listener_arn(&prior.listener_arn)
            .certificates(certificate(&prior.certificate_arn));
        match call.send().await.map_err(Error::from) {
            // It has become the default certificate meanwhile, which is another resource's.
            Err(e) if e.message.contains("Default certificate cannot be removed") => Ok(()),
            told => told.map(drop),
        }
    }

    /// To add a certificate twice is to add it once.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let there = added(cx, &planned.listener_arn).await?.contains(&planned.certificate_arn);
        Ok(there.then(|| planned.key()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (listener_arn, certificate_arn) = parts(id)?;
        Ok(Self {
            id: id.to_owned(),
            certificate_arn: certificate_arn.to_owned(),
            listener_arn: listener_arn.to_owned(),
        })
    }
}

fn certificate(arn: &str) -> Certificate {
    Certificate::builder().certificate_arn(arn).build()
}

/// The certificates of a listener but for the default one.
async fn added(cx: &Cx, listener: &str) -> Result<Vec<String>, Error> {
    let mut all = Vec::new();
    let mut marker = None;
    loop {
        let call = elb(cx).describe_listener_certificates().listener_arn(listener).page_size(PAGE);
        let page = call.set_marker(marker).send().await?;
        let added = page.certificates.unwrap_or_default().into_iter().filter(|c| c.is_default != Some(true));
        all.extend(added.filter_map(|c| c.certificate_arn));
        marker = page.next_marker.filter(|m| !m.is_empty());
        if marker.is_none() {
            return Ok(all);
        }
    }
}

/// Listener and certificate of an id. Neither ARN begins with `_`, and the certificate's begins with `arn:`.
fn parts(id: &str) -> Result<(&str, &str), Error> {
    let at = id.find("_arn:").ok_or_else(|| Error::import_id(id, "LISTENER_ARN_CERTIFICATE_ARN"))?;
    Ok((&id[..at], &id[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_holds_two_arns() {
        let id = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/a/b/c_arn:aws:iam::1:server-certificate/my_cert";
        let (listener, certificate) = parts(id).ok().unzip();
        assert_eq!(listener, Some("arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/a/b/c"));
        assert_eq!(certificate, Some("arn:aws:iam::1:server-certificate/my_cert"));
        assert!(parts("arn:aws:x").is_err());
    }
}
