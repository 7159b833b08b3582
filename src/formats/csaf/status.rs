// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The status of products, vulnerability by vulnerability.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Profile,
    document::{Document, ProductStatus, Threat, Vulnerability},
    faults::of_vulnerability,
    product::Tree,
    shown,
};
use crate::{
    formats::{
        ReadError,
        identifier::one_line,
        json::{Str, kept},
        time,
    },
    model::{Justification, Place, VexStatement, VexStatus},
};

/// Everything that a document says of the status of products.
pub(super) fn statements(
    document: &Document<'_>,
    tree: &Tree<'_>,
    profile: Profile,
) -> Result<Vec<VexStatement>, ReadError> {
    let mut seen = HashSet::new();
    let mut statements = Vec::new();
    for (index, vulnerability) in document.vulnerabilities.iter().enumerate() {
        if let Some(cve) = kept(vulnerability.cve.as_ref())
            && !seen.insert(cve.clone())
        {
            let cve = shown(&cve);
            let fault = ("6.1.23", format!("{cve} stands twice"), format!("{cve} steht zweimal da"));
            return Err(of_vulnerability(index, fault));
        }
        let subject = Subject { index, vulnerability, tree };
        subject.check_ids()?;
        statements.extend(subject.statements(profile)?);
    }
    if profile == Profile::Vex && (document.vulnerabilities.is_empty() || document.product_tree.is_none()) {
        let fault = (
            "6.1.27.4, 6.1.27.11",
            "a VEX has a product tree and vulnerabilities",
            "ein VEX hat einen Produktbaum und Schwachstellen",
        );
        return Err(of_vulnerability(0, (fault.0, fault.1.to_owned(), fault.2.to_owned())));
    }
    let at = time::moment(document.document.tracking.current_release_date.as_str());
    statements.iter_mut().for_each(|statement| statement.at = at);
    Ok(statements)
}

/// One vulnerability, with the products that it may be about.
struct Subject<'a> {
    index: usize,
    vulnerability: &'a Vulnerability<'a>,
    tree: &'a Tree<'a>,
}

/// Something said of products: for each product and group the first that is said.
#[derive(Default)]
struct Scoped<'a> {
    products: HashMap<&'a str, usize>,
    groups: HashMap<&'a str, usize>,
}

impl<'a> Scoped<'a> {
    fn add(&mut self, number: usize, products: &'a [Str<'a>], groups: &'a [Str<'a>]) {
        products.iter().for_each(|id| _ = self.products.entry(id.as_str()).or_insert(number));
        groups.iter().for_each(|id| _ = self.groups.entry(id.as_str()).or_insert(number));
    }

    /// The first that is said of `product`, by itself or as a member of a group. Whichever list is
    /// shorter is looked through: of the groups named here or of those that hold the product.
    fn of(&self, product: &str, tree: &Tree<'_>) -> Option<usize> {
        let direct = self.products.get(product).copied();
        let its_groups = tree.groups_of(product);
        let by_group = if self.groups.len() < its_groups.len() {
            let named = self.groups.iter().filter(|(group, _)| tree.is_member(product, group));
            named.map(|(_, number)| *number).min()
        } else {
            its_groups.iter().filter_map(|group| self.groups.get(group).copied()).min()
        };
        direct.into_iter().chain(by_group).min()
    }
}

impl<'a> Subject<'a> {
    fn fault(&self, section: &'static str, en: impl Into<String>, de: impl Into<String>) -> ReadError {
        of_vulnerability(self.index, (section, en.into(), de.into()))
    }

    /// Every id names something.
    fn check_ids(&self) -> Result<(), ReadError> {
        let status = self.vulnerability.product_status.as_ref();
        status.into_iter().flat_map(ProductStatus::all).try_for_each(|id| self.tree.known(id))?;
        let flags = self.vulnerability.flags.iter().map(|flag| (&flag.product_ids, &flag.group_ids));
        let threats = self.vulnerability.threats.iter().chain(&self.vulnerability.remediations);
        for (products, groups) in flags.chain(threats.map(|threat| (&threat.product_ids, &threat.group_ids))) {
            products.iter().try_for_each(|id| self.tree.known(id))?;
            groups.iter().try_for_each(|id| self.tree.known_group(id))?;
        }
        Ok(())
    }

    fn statements(&self, profile: Profile) -> Result<Vec<VexStatement>, ReadError> {
        let is_vex = profile == Profile::Vex;
        if is_vex && self.vulnerability.notes.is_none() {
            return Err(self.fault(
                "6.1.27.5",
                "a VEX has notes on each vulnerability",
                "ein VEX hat zu jeder Schwachstelle Hinweise",
            ));
        }
        let ids = self.vulnerability.ids.iter().map(|id| &id.text);
        let names: Vec<Box<str>> =
            self.vulnerability.cve.iter().chain(ids).filter_map(|name| kept(Some(name))).collect();
        if is_vex && names.is_empty() {
            return Err(self.fault(
                "6.1.27.8",
                "the vulnerability has neither `cve` nor `ids`",
                "Die Schwachstelle hat weder `cve` noch `ids`",
            ));
        }
        let Some(status) = self.vulnerability.product_status.as_ref() else {
            return if is_vex { Err(self.no_status()) } else { Ok(Vec::new()) };
        };
        self.check_contradictions(status)?;
        if is_vex && !status.is_vex() {
            return Err(self.no_status());
        }
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut statements = self.not_affected(status, is_vex)?;
        statements.extend(self.affected(status, is_vex)?);
        statements.extend(self.statement(VexStatus::Fixed, status.fixed.iter().chain(&status.first_fixed)));
        let open = status.under_investigation.iter().chain(&status.unknown);
        statements.extend(self.statement(VexStatus::UnderInvestigation, open));
        let names: std::sync::Arc<[Box<str>]> = names.into();
        statements.iter_mut().for_each(|statement| statement.vulnerability = names.clone());
        Ok(statements)
    }

    fn no_status(&self) -> ReadError {
        let en = "a VEX states for each vulnerability a product that is fixed, affected, not affected or under investigation";
        let de = "ein VEX nennt zu jeder Schwachstelle ein Produkt, das behoben, betroffen, nicht betroffen oder in Untersuchung ist";
        self.fault("6.1.27.7", en, de)
    }

    /// A product has one status only (section 6.1.6). Which versions are recommended is no status.
    fn check_contradictions(&self, status: &ProductStatus<'_>) -> Result<(), ReadError> {
        let mut kinds: HashMap<&str, u8> = HashMap::new();
        for (kind, ids) in status.kinds() {
            for id in ids {
                if *kinds.entry(id.as_str()).or_insert(kind) != kind {
                    let id = shown(id.as_str());
                    return Err(self.fault(
                        "6.1.6",
                        format!("{id} has two contradicting status"),
                        format!("{id} hat zwei widersprüchliche Status"),
                    ));
                }
            }
        }
        Ok(())
    }

    fn statement<'b>(&self, status: VexStatus, ids: impl Iterator<Item = &'b Str<'b>>) -> Option<VexStatement> {
        let products: Box<[_]> = ids.map(|id| self.tree.product(id.as_str())).collect();
        (!products.is_empty()).then(|| VexStatement {
            vulnerability: [].into(),
            products,
            status,
            justification: None,
            impact: None,
            action: None,
            at: None,
            place: Place::Element("/vulnerabilities", u32::try_from(self.index).unwrap_or(u32::MAX)),
        })
    }

    /// What is not affected, by the reason: a flag, or a threat of the category `impact`.
    fn not_affected(&self, status: &ProductStatus<'a>, is_vex: bool) -> Result<Vec<VexStatement>, ReadError> {
        let mut flags: BTreeMap<&str, Scoped<'_>> = BTreeMap::new();
        for flag in &self.vulnerability.flags {
            flags.entry(flag.label.as_str()).or_default().add(0, &flag.product_ids, &flag.group_ids);
        }
        let impacts = self.scoped(&self.vulnerability.threats, |threat| threat.category.as_str() == "impact");
        let mut by_reason: BTreeMap<(Option<&str>, Option<usize>), Vec<&Str<'_>>> = BTreeMap::new();
        for id in &status.known_not_affected {
            let mut labels =
                flags.iter().filter(|(_, scoped)| scoped.of(id.as_str(), self.tree).is_some()).map(|(label, _)| *label);
            let (label, impact) = (labels.next(), impacts.of(id.as_str(), self.tree));
            if labels.next().is_some() {
                let id = shown(id.as_str());
                return Err(self.fault(
                    "6.1.33",
                    format!("{id} has two justifications"),
                    format!("{id} hat zwei Begründungen"),
                ));
            }
            if is_vex && label.is_none() && impact.is_none() {
                let id = shown(id.as_str());
                let en = format!("{id} is not affected, and neither a flag nor an impact says why");
                return Err(self.fault(
                    "6.1.27.9",
                    en,
                    format!("{id} ist nicht betroffen, und weder Flag noch Auswirkung sagt, warum"),
                ));
            }
            by_reason.entry((label, impact)).or_default().push(id);
        }
        let statement = |((label, impact), ids): ((Option<&str>, Option<usize>), Vec<&Str<'_>>)| {
            let mut statement = self.statement(VexStatus::NotAffected, ids.into_iter())?;
            statement.justification = label.and_then(Justification::from_name);
            statement.impact = impact.and_then(|number| details(self.vulnerability.threats.get(number)));
            Some(statement)
        };
        Ok(by_reason.into_iter().filter_map(statement).collect())
    }

    /// What is affected, with the first remediation.
    fn affected(&self, status: &ProductStatus<'a>, is_vex: bool) -> Result<Option<VexStatement>, ReadError> {
        let remediations = self.scoped(&self.vulnerability.remediations, |_| true);
        let unremedied = status.known_affected.iter().find(|id| remediations.of(id.as_str(), self.tree).is_none());
        if let Some(id) = unremedied.filter(|_| is_vex) {
            let id = shown(id.as_str());
            let en = format!("{id} is affected, and no remediation says what to do");
            return Err(self.fault(
                "6.1.27.10",
                en,
                format!("{id} ist betroffen, und keine Abhilfe sagt, was zu tun ist"),
            ));
        }
        let ids = status.known_affected.iter().chain(&status.first_affected).chain(&status.last_affected);
        let mut statement = self.statement(VexStatus::Affected, ids);
        if let Some(statement) = &mut statement {
            statement.action = details(self.vulnerability.remediations.first());
        }
        Ok(statement)
    }

    fn scoped(&self, threats: &'a [Threat<'a>], counts: impl Fn(&Threat<'_>) -> bool) -> Scoped<'a> {
        let mut scoped = Scoped::default();
        for (number, threat) in threats.iter().enumerate().filter(|(_, threat)| counts(threat)) {
            scoped.add(number, &threat.product_ids, &threat.group_ids);
        }
        scoped
    }
}

fn details(threat: Option<&Threat<'_>>) -> Option<Box<str>> {
    kept(threat.map(|threat| &threat.details)).map(|text| one_line(&text))
}

impl<'a> ProductStatus<'a> {
    fn all(&self) -> impl Iterator<Item = &Str<'a>> {
        self.kinds().into_iter().flat_map(|(_, ids)| ids).chain(&self.recommended)
    }

    /// The lists, with the same number for those that say the same.
    fn kinds(&self) -> [(u8, &[Str<'a>]); 8] {
        [
            (0, &self.known_affected),
            (0, &self.first_affected),
            (0, &self.last_affected),
            (1, &self.known_not_affected),
            (2, &self.fixed),
            (2, &self.first_fixed),
            (3, &self.under_investigation),
            (4, &self.unknown),
        ]
    }

    /// Whether one of the lists of the VEX profile is there.
    fn is_vex(&self) -> bool {
        [&self.fixed, &self.known_affected, &self.known_not_affected, &self.under_investigation]
            .iter()
            .any(|ids| !ids.is_empty())
    }
}
