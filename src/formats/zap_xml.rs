// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The XML report of OWASP ZAP (`traditional-xml`, with or without requests).

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    quoted,
    xml::{Event, Xml},
    zap_alert::{Alert, Instance, Report, moment_of_zap},
};
use crate::model::{Place, Text};

/// The XML report of OWASP ZAP.
pub(super) struct ZapXml;

impl Format for ZapXml {
    fn id(&self) -> &'static str {
        "zap_xml"
    }

    fn title(&self) -> &'static str {
        "OWASP ZAP XML"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Time, Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Suppression]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["<OWASPZAPReport", "<alertitem", "<pluginid", "<riskcode", "</OWASPZAPReport", "generated="];
        head.is_xml() && (head.has_root(&["OWASPZAPReport"]) || head.count(&words) > 2)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut reader = Reader { xml: Xml::new(source)?, report: Report::default(), alert: Alert::default() };
        reader.read()?;
        Ok(Reading::Statements(vec![reader.report.into_statement(self.id())]))
    }
}

struct Reader<'a> {
    xml: Xml<'a>,
    report: Report,
    alert: Alert,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), ReadError> {
        let mut open: Vec<String> = Vec::new();
        loop {
            match self.xml.next()? {
                Event::Eof => return Ok(()),
                Event::Text(_) => {}
                Event::End => {
                    if open.pop().as_deref() == Some("alertitem") {
                        self.end_alert()?;
                    }
                }
                Event::Start(element) => match element.name() {
                    "OWASPZAPReport" if open.is_empty() => {
                        self.report.version = element.attribute("version").unwrap_or_default().to_owned();
                        self.report.made_at = element.attribute("generated").and_then(moment_of_zap);
                        open.push(element.name().to_owned());
                    }
                    _ if open.is_empty() => return Err(unexpected(element.name(), element.line)),
                    "site" => {
                        self.report.add_site(element.attribute("name").unwrap_or_default());
                        open.push(element.name().to_owned());
                    }
                    "alertitem" => {
                        self.alert = Alert { place: Place::Line(element.line), ..Alert::default() };
                        open.push(element.name().to_owned());
                    }
                    "instance" => {
                        self.alert.instances.push(Instance::default());
                        open.push(element.name().to_owned());
                    }
                    "alerts" | "instances" => open.push(element.name().to_owned()),
                    name => {
                        let name = name.to_owned();
                        self.leaf(&name)?;
                    }
                },
            }
        }
    }

    fn leaf(&mut self, name: &str) -> Result<(), ReadError> {
        let text = self.xml.text()?;
        let alert = &mut self.alert;
        match (name, alert.instances.last_mut()) {
            ("uri", Some(instance)) => instance.uri = text,
            ("method", Some(instance)) => instance.method = text,
            ("param", Some(instance)) => instance.parameter = text,
            ("pluginid", _) => alert.plugin = text,
            ("alertRef", _) => alert.reference = text,
            ("name", _) => alert.name = text,
            ("alert", _) if alert.name.is_empty() => alert.name = text,
            ("riskcode", _) => alert.risk = text,
            ("confidence", _) => alert.confidence = text,
            ("solution", _) => alert.solution = text,
            ("cweid", _) => alert.cwe = text,
            ("wascid", _) => alert.wasc = text,
            _ => {}
        }
        Ok(())
    }

    fn end_alert(&mut self) -> Result<(), ReadError> {
        let alert = std::mem::take(&mut self.alert);
        if alert.plugin.is_empty() || alert.risk.is_empty() {
            let reason = Text::new(
                "an alert has no `pluginid` or no `riskcode`",
                "einer Meldung fehlt `pluginid` oder `riskcode`",
            );
            return Err(ReadError::new(alert.place, reason));
        }
        self.report.add(&alert);
        Ok(())
    }
}

fn unexpected(name: &str, line: u64) -> ReadError {
    let name = quoted(name.as_bytes());
    let reason = Text::new(
        format!("expected `OWASPZAPReport` as the outermost element, got {name}"),
        format!("als äußerstes Element wird `OWASPZAPReport` erwartet, gefunden wurde {name}"),
    );
    ReadError::new(Place::Line(line), reason)
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{rejected, scans, statements};

    #[test]
    fn the_form_is_that_of_json() {
        let scans = scans("zap_xml");
        let finding = &scans[0].findings[0];
        assert_eq!(finding.identifiers.join(" "), "zap:10038-1 WASC-15 CWE-693");
        assert_eq!(finding.wording.location(), Some("GET https://app.example/?a=1&b=2"));
        assert_eq!(finding.wording.title(), "CSP & more");
    }

    #[test]
    fn a_time_in_another_language_is_not_guessed() {
        let statements = statements(
            r#"<OWASPZAPReport version="2.11.1" generated="Fr., 30 Sep. 2022 08:40:35"><site name="a"/></OWASPZAPReport>"#,
        );
        assert_eq!(statements[0].made_at, None);
    }

    #[test]
    fn an_alert_without_a_risk_is_rejected() {
        let text = r#"<OWASPZAPReport version="1"><site name="a"><alerts><alertitem><pluginid>1</pluginid></alertitem></alerts></site></OWASPZAPReport>"#;
        assert!(rejected(text).contains("no `riskcode`"));
    }
}
