// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The JSON report of OWASP ZAP (`traditional-json`, with or without requests).

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    json::{self, Lax, List, Object, Shape, may, must},
    zap_alert::{self, Report, moment_of_zap},
};
use crate::model::Place;

/// The JSON report of OWASP ZAP.
pub(super) struct ZapJson;

impl Format for ZapJson {
    fn id(&self) -> &'static str {
        "zap_json"
    }

    fn title(&self) -> &'static str {
        "OWASP ZAP JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Time, Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Suppression]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"@programName\"",
            "\"@version\"",
            "\"@generated\"",
            "\"site\"",
            "\"pluginid\"",
            "\"riskcode\"",
            "\"@name\"",
        ];
        // GitLab's old DAST report holds what ZAP wrote.
        let own = head.has_keys(&["@version", "@generated", "site"]) || head.is_json_with(4, &words);
        own && !head.has_key("vulnerabilities")
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let raw: Raw<'_> = apart.rest()?;
        let mut report = Report {
            version: raw.version.as_str().to_owned(),
            made_at: moment_of_zap(raw.created.filled().unwrap_or(raw.generated.as_str())),
            ..Report::default()
        };
        for (number, site) in raw.site.iter().enumerate() {
            report.add_site(site.name.as_str());
            let name = site.name.as_str();
            let list = format!("/site/{number}/alerts");
            // What stands alone without a list of sites is held as it is.
            for (index, alert) in site.alerts.iter().enumerate() {
                let place = Place::Pointer(format!("{list}/{index}").into());
                zap_alert::Alert { place, ..alert.alert() }.add_to(&mut report.findings, name);
            }
            report.findings.read(&apart, &list, &|part, findings| {
                part.each(|index, alert: Alert<'_>| {
                    let place = Place::Pointer(format!("{list}/{index}").into());
                    zap_alert::Alert { place, ..alert.alert() }.add_to(findings, name);
                })
            })?;
        }
        Ok(Reading::Statements(vec![report.into_statement(self.id())]))
    }
}

/// The lists that can be very long.
const LONG: &[&str] = &["/site/*/alerts"];

static REPORT: Object = Object::of(&[
    must("@version", Shape::Text),
    must("site", Shape::Either(&[Shape::List(&Shape::Object(&SITE)), Shape::Object(&SITE)])),
])
.lax();
static SITE: Object = Object::of(&[may("alerts", Shape::List(&Shape::Object(&ALERT)))]).lax();
static ALERT: Object = Object::of(&[must("pluginid", Shape::Text), must("riskcode", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Raw<'a> {
    #[serde(rename = "@version")]
    version: Lax<'a>,
    #[serde(rename = "@generated")]
    generated: Lax<'a>,
    created: Lax<'a>,
    site: List<Site<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Site<'a> {
    #[serde(rename = "@name")]
    name: Lax<'a>,
    alerts: List<Alert<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Alert<'a> {
    pluginid: Lax<'a>,
    #[serde(rename = "alertRef")]
    reference: Lax<'a>,
    alert: Lax<'a>,
    name: Lax<'a>,
    riskcode: Lax<'a>,
    confidence: Lax<'a>,
    solution: Lax<'a>,
    cweid: Lax<'a>,
    wascid: Lax<'a>,
    instances: List<Instance<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Instance<'a> {
    uri: Lax<'a>,
    method: Lax<'a>,
    param: Lax<'a>,
}

impl Alert<'_> {
    fn alert(&self) -> zap_alert::Alert {
        let owned = |text: &Lax<'_>| text.as_str().to_owned();
        let instance = |one: &Instance<'_>| zap_alert::Instance {
            uri: owned(&one.uri),
            method: owned(&one.method),
            parameter: owned(&one.param),
        };
        zap_alert::Alert {
            plugin: owned(&self.pluginid),
            reference: owned(&self.reference),
            name: owned(if self.name.filled().is_some() { &self.name } else { &self.alert }),
            risk: owned(&self.riskcode),
            confidence: owned(&self.confidence),
            solution: owned(&self.solution),
            cwe: owned(&self.cweid),
            wasc: owned(&self.wascid),
            instances: self.instances.iter().map(instance).collect(),
            place: Place::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::scans;

    #[test]
    fn each_request_is_a_finding_and_a_false_positive_is_set_aside() {
        let scans = scans("zap_json");
        let locations: Vec<_> = scans[0].findings.iter().map(|finding| finding.wording.location().unwrap()).collect();
        assert_eq!(locations, ["GET https://app.example/", "GET https://app.example/a [q]"]);
        assert_eq!(scans[0].findings[0].identifiers.join(" "), "zap:10038-1 WASC-15 CWE-693");
        assert_eq!(scans[0].suppressed.len(), 1);
    }
}
