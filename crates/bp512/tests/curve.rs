// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether the numbers of the curve belong together; that they are those of brainpoolP512r1 is tested where
//! the program reads keys and signatures that other tools made.

use bp512::{BrainpoolP512r1, Scalar};
use ecdsa::elliptic_curve::{
    AffinePoint, ProjectivePoint,
    group::Group as _,
    sec1::{FromSec1Point as _, ToSec1Point as _},
};

/// Reading a point checks that it solves the equation.
#[test]
fn the_generator_lies_on_the_curve() {
    let generator = ProjectivePoint::<BrainpoolP512r1>::generator().to_affine();
    let read = AffinePoint::<BrainpoolP512r1>::from_sec1_point(&generator.to_sec1_point(false));
    assert_eq!(read.into_option(), Some(generator));
}

#[test]
fn the_generator_has_the_order_of_the_curve() {
    let generator = ProjectivePoint::<BrainpoolP512r1>::generator();
    let negated = generator * -Scalar::ONE;
    assert_eq!(negated + generator, ProjectivePoint::<BrainpoolP512r1>::identity());
    assert_ne!(negated, ProjectivePoint::<BrainpoolP512r1>::identity());
}
