//! Owns the order of rows: they are done in any order and leave in the order they came. Bounded, so that one slow row holds up
//! others at last, and memory does not grow. Pure.

use std::collections::VecDeque;

use super::done::Done;

/// The most rows between the first that is not done and the last that was taken in.
const MOST_ROWS: usize = 4096;

/// About the most that these may take in memory, in bytes. One row alone may be larger.
const MOST_WEIGHT: usize = 4 * 1024 * 1024;

/// The rows under way, in order.
#[derive(Default)]
pub struct Window {
    places: VecDeque<Place>,
    /// The number of the first place.
    first: u64,
    weight: usize,
}

/// A row's place in the order.
struct Place {
    weight: usize,
    done: Option<Box<Done>>,
}

impl Window {
    /// Tells whether another row may come in.
    pub fn has_room(&self) -> bool {
        self.places.is_empty() || (self.places.len() < MOST_ROWS && self.weight < MOST_WEIGHT)
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Keeps a place for a row of this weight, in bytes.
    pub fn enter(&mut self, weight: usize) -> u64 {
        self.weight += weight;
        self.places.push_back(Place { weight, done: None });
        self.first + self.places.len() as u64 - 1
    }

    /// Takes a row that is done to its place.
    pub fn put(&mut self, place: u64, done: Done) {
        let at = place.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some(place) = at.and_then(|at| self.places.get_mut(at)) {
            let weight = done.weight();
            place.weight += weight;
            place.done = Some(Box::new(done));
            self.weight += weight;
        }
    }

    /// Takes out the next row in order, if it is done.
    pub fn leave(&mut self) -> Option<Done> {
        self.places.front()?.done.as_ref()?;
        let place = self.places.pop_front()?;
        self.first += 1;
        self.weight -= place.weight;
        place.done.map(|done| *done)
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::{Fault, Origin};
    use super::*;

    fn done(number: u64) -> Done {
        let fault = Fault { message: String::new(), reason: "" };
        Done::faulty(Origin { number, ..Origin::default() }, fault)
    }

    #[test]
    fn rows_leave_in_the_order_they_came_in() {
        let mut window = Window::default();
        let places: Vec<_> = (0..4).map(|_| window.enter(10)).collect();
        window.put(places[2], done(2));
        window.put(places[1], done(1));
        assert!(window.leave().is_none());
        window.put(places[0], done(0));
        let left: Vec<_> = std::iter::from_fn(|| window.leave()).map(|done| done.origin.number).collect();
        assert_eq!(left, [0, 1, 2]);
        let last = window.enter(10);
        window.put(places[3], done(3));
        window.put(last, done(4));
        assert_eq!(std::iter::from_fn(|| window.leave()).map(|done| done.origin.number).collect::<Vec<_>>(), [3, 4]);
        assert!(window.is_empty());
    }

    #[test]
    fn one_row_of_any_weight_comes_in_and_no_other_beside_it() {
        let mut window = Window::default();
        assert!(window.has_room());
        let place = window.enter(MOST_WEIGHT * 3);
        assert!(!window.has_room());
        window.put(place, done(0));
        assert!(!window.has_room(), "it has not left yet");
        assert!(window.leave().is_some() && window.has_room());
        (0..MOST_ROWS).for_each(|_| {
            window.enter(1);
        });
        assert!(!window.has_room());
    }
}
