;; The part of write-record.wat that prints numbers: digits of doubles, exactly. The powers of five lie
;; at 0 of its memory, 5^0..5^22 in 8 bytes each, and behind them those of ten, 10^0..10^16.

;; The decimal digits of a number below 10^8 as eight bytes 0..9, the first digit in the lowest byte:
;; halves, then pairs, then digits are divided side by side, by multiplication.
(func $digits (param $number i32) (result i64)
  (local $four i32)
  (local $lanes i64)
  (local $part i64)
  (local.set $four (i32.div_u (local.get $number) (i32.const 10000)))
  (local.set $lanes
    (i64.or
      (i64.extend_i32_u (local.get $four))
      (i64.shl
        (i64.extend_i32_u
          (i32.sub (local.get $number) (i32.mul (local.get $four) (i32.const 10000))))
        (i64.const 32))))
  ;; / 100: 10486 / 2^20
  (local.set $part
    (i64.and
      (i64.shr_u (i64.mul (local.get $lanes) (i64.const 10486)) (i64.const 20))
      (i64.const 0x0000007f0000007f)))
  (local.set $lanes
    (i64.or
      (local.get $part)
      (i64.shl
        (i64.sub (local.get $lanes) (i64.mul (local.get $part) (i64.const 100)))
        (i64.const 16))))
  ;; / 10: 103 / 2^10
  (local.set $part
    (i64.and
      (i64.shr_u (i64.mul (local.get $lanes) (i64.const 103)) (i64.const 10))
      (i64.const 0x000f000f000f000f)))
  (i64.or
    (local.get $part)
    (i64.shl
      (i64.sub (local.get $lanes) (i64.mul (local.get $part) (i64.const 10)))
      (i64.const 8))))

;; The integer high * 2^64 + low, without its last $shift bits: 1 to 63, and no more than 64 are left.
(func $shiftRight (param $high i64) (param $low i64) (param $shift i64) (result i64)
  (i64.or
    (i64.shr_u (local.get $low) (local.get $shift))
    (i64.shl (local.get $high) (i64.sub (i64.const 64) (local.get $shift)))))

;; Prints a number of 16 or 17 digits that begins with 10^$exponent; returns the end.
(func $printDigits (param $at i32) (param $isNegative i32) (param $number i64) (param $exponent i32) (result i32)
  (local $above i64)
  (local $nine i32)
  (local $first i32)
  (local $digit i32)
  (local $count i32)
  (local $tens i64)
  (local $ones i64)
  (if (local.get $isNegative)
    (then
      (i32.store8 (local.get $at) (i32.const 45))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))))
  ;; behind room for the point or for what stands before it
  (local.set $first (i32.add (local.get $at) (i32.const 1)))
  (if (i32.lt_s (local.get $exponent) (i32.const 0))
    (then
      ;; 0.000000
      (i64.store (local.get $at) (i64.const 0x3030303030302e30))
      (local.set $first (i32.sub (local.get $first) (local.get $exponent)))))
  (local.set $digit (local.get $first))
  (local.set $count (i32.const 16))
  (local.set $above (i64.div_u (local.get $number) (i64.const 100000000)))
  (local.set $ones
    (call $digits
      (i32.wrap_i64
        (i64.sub (local.get $number) (i64.mul (local.get $above) (i64.const 100000000))))))
  (local.set $nine (i32.wrap_i64 (local.get $above)))
  (if (i32.ge_u (local.get $nine) (i32.const 100000000))
    (then
      (local.set $count (i32.const 17))
      (i32.store8 (local.get $digit)
        (i32.add (i32.div_u (local.get $nine) (i32.const 100000000)) (i32.const 48)))
      (local.set $digit (i32.add (local.get $digit) (i32.const 1)))
      (local.set $nine (i32.rem_u (local.get $nine) (i32.const 100000000)))))
  (local.set $tens (call $digits (local.get $nine)))
  (i64.store (local.get $digit) (i64.or (local.get $tens) (i64.const 0x3030303030303030)))
  (i64.store offset=8 (local.get $digit)
    (i64.or (local.get $ones) (i64.const 0x3030303030303030)))
  ;; without the zeros at the end
  (local.set $count
    (i32.sub
      (local.get $count)
      (i32.wrap_i64
        (i64.shr_u
          (if (result i64) (i64.eqz (local.get $ones))
            (then (i64.add (i64.clz (local.get $tens)) (i64.const 64)))
            (else (i64.clz (local.get $ones))))
          (i64.const 3)))))
  (if (i32.lt_s (local.get $exponent) (i32.const 0))
    (then (return (i32.add (local.get $first) (local.get $count)))))
  ;; what stands before the point moves left by one
  (local.set $digit (i32.add (local.get $at) (local.get $exponent)))
  (loop $move
    (i32.store8 (local.get $at) (i32.load8_u offset=1 (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br_if $move (i32.le_u (local.get $at) (local.get $digit))))
  (i32.store8 (local.get $at) (i32.const 46))
  (if (result i32) (i32.gt_s (local.get $count) (i32.add (local.get $exponent) (i32.const 1)))
    (then (i32.add (local.get $first) (local.get $count)))
    (else (local.get $at))))

;; Of the integers within $half of $high, $low (shifted by $shift) the multiple of ten; if there is
;; none, the nearest; 0 when two are as near. None lies just at $half: that is an odd multiple of
;; 2^(q-1) (below), which has 1-q decimals, more than n.
(func $choose (param $high i64) (param $low i64) (param $shift i64) (param $half i64) (result i64)
  (local $most i64)
  (local $least i64)
  (local $ten i64)
  ;; the largest of them, and the largest that is too small
  (local.set $most (i64.add (local.get $low) (local.get $half)))
  (local.set $most
    (call $shiftRight
      (i64.add
        (local.get $high)
        (i64.extend_i32_u (i64.lt_u (local.get $most) (local.get $low))))
      (local.get $most)
      (local.get $shift)))
  (local.set $least
    (call $shiftRight
      (i64.sub
        (local.get $high)
        (i64.extend_i32_u (i64.lt_u (local.get $low) (local.get $half))))
      (i64.sub (local.get $low) (local.get $half))
      (local.get $shift)))
  (local.set $ten
    (i64.mul (i64.div_u (local.get $most) (i64.const 10)) (i64.const 10)))
  (if (i64.gt_u (local.get $ten) (local.get $least))
    (then (return (local.get $ten))))
  ;; half a unit more and down is the nearest
  (local.set $half (i64.shl (i64.const 1) (i64.sub (local.get $shift) (i64.const 1))))
  (local.set $most (i64.add (local.get $low) (local.get $half)))
  (if (result i64)
    (i64.eqz
      (i64.shl (local.get $most) (i64.sub (i64.const 64) (local.get $shift))))
    (then (i64.const 0))
    (else
      (call $shiftRight
        (i64.add
          (local.get $high)
          (i64.extend_i32_u (i64.lt_u (local.get $most) (local.get $low))))
        (local.get $most)
        (local.get $shift)))))

;; Prints a number with so many significant digits, at most 15, or with 17: with the fewest that read
;; back as the same double, of these the nearest to it. Sizes from 10^-6 to below 10^15. Returns the
;; end, or 0 where another has to print it: elsewhere, ties, powers of two with 17.
;;
;; The double is c * 2^q, and 10^-n <= 2^q < 10^(1-n). In units of 10^-n it is c * 5^n * 2^(q+n): an
;; integer of 106 bits, shifted by -(q+n), of 16 or 17 digits before the point; all here is exact.
;; The decimals that read back as it lie within half of 2^q. If one of them is a multiple of ten, it
;; has the fewest digits; there is one at most (Giulietti 2021, The Schubfach way to render doubles).
(func $printDecimal (param $at i32) (param $bits i64) (param $digits i32) (result i32)
  (local $size f64)
  (local $q i32)
  (local $n i32)
  (local $c i64)
  (local $five i64)
  (local $shift i64)
  (local $low i64)
  (local $middle i64)
  (local $high i64)
  (local $number i64)
  (local $unit i64)
  (local $exponent i32)
  (local.set $size (f64.abs (f64.reinterpret_i64 (local.get $bits))))
  (if (i32.eqz
        (i32.and
          (f64.ge (local.get $size) (f64.const 1e-6))
          (f64.lt (local.get $size) (f64.const 1e15))))
    (then (return (i32.const 0))))
  ;; twice c, so that half of 2^q is an integer
  (local.set $c
    (i64.shl
      (i64.or
        (i64.and (local.get $bits) (i64.const 0xfffffffffffff))
        (i64.const 0x10000000000000))
      (i64.const 1)))
  (local.set $q
    (i32.sub
      (i32.and
        (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52)))
        (i32.const 0x7ff))
      (i32.const 1075)))
  ;; log10 2 = 1262611 / 2^22
  (local.set $n
    (i32.sub
      (i32.const 0)
      (i32.shr_s (i32.mul (local.get $q) (i32.const 1262611)) (i32.const 22))))
  ;; the powers of five begin at 0
  (local.set $five (i64.load (i32.shl (local.get $n) (i32.const 3))))
  (local.set $shift
    (i64.extend_i32_s
      (i32.sub (i32.const 1) (i32.add (local.get $q) (local.get $n)))))

  ;; high, low = 2c * 5^n, by halves
  (local.set $low
    (i64.mul
      (i64.and (local.get $c) (i64.const 0xffffffff))
      (i64.and (local.get $five) (i64.const 0xffffffff))))
  (local.set $middle
    (i64.add
      (i64.mul
        (i64.shr_u (local.get $c) (i64.const 32))
        (i64.and (local.get $five) (i64.const 0xffffffff)))
      (i64.shr_u (local.get $low) (i64.const 32))))
  (local.set $high
    (i64.add
      (i64.mul
        (i64.shr_u (local.get $c) (i64.const 32))
        (i64.shr_u (local.get $five) (i64.const 32)))
      (i64.shr_u (local.get $middle) (i64.const 32))))
  (local.set $middle
    (i64.add
      (i64.mul
        (i64.and (local.get $c) (i64.const 0xffffffff))
        (i64.shr_u (local.get $five) (i64.const 32)))
      (i64.and (local.get $middle) (i64.const 0xffffffff))))
  (local.set $high
    (i64.add (local.get $high) (i64.shr_u (local.get $middle) (i64.const 32))))
  (local.set $low
    (i64.or
      (i64.shl (local.get $middle) (i64.const 32))
      (i64.and (local.get $low) (i64.const 0xffffffff))))

  (if (i32.eq (local.get $digits) (i32.const 17))
    (then
      ;; the decimals below a power of two are nearer
      (if (i64.eqz (i64.and (local.get $bits) (i64.const 0xfffffffffffff)))
        (then (return (i32.const 0))))
      (local.set $number
        (call $choose
          (local.get $high) (local.get $low) (local.get $shift) (local.get $five)))
      (if (i64.eqz (local.get $number)) (then (return (i32.const 0))))
      (local.set $exponent
        (i32.sub
          (i32.add
            (i32.const 15)
            (i64.ge_u (local.get $number) (i64.const 10000000000000000)))
          (local.get $n))))
    (else
      (if (i32.gt_u (local.get $digits) (i32.const 15)) (then (return (i32.const 0))))
      (local.set $number
        (call $shiftRight (local.get $high) (local.get $low) (local.get $shift)))
      (local.set $exponent
        (i32.add
          (i32.const 15)
          (i64.ge_u (local.get $number) (i64.const 10000000000000000))))
      ;; the powers of ten follow 5^0..5^22
      (local.set $unit
        (i64.load offset=184
          (i32.shl
            (i32.sub
              (i32.add (local.get $exponent) (i32.const 1))
              (local.get $digits))
            (i32.const 3))))
      (local.set $exponent (i32.sub (local.get $exponent) (local.get $n)))
      (local.set $middle (i64.div_u (local.get $number) (local.get $unit)))
      (local.set $low
        (i64.shl
          (i64.sub
            (local.get $number)
            (i64.mul (local.get $middle) (local.get $unit)))
          (i64.const 1)))
      (if (i64.eq (local.get $low) (local.get $unit)) (then (return (i32.const 0))))
      ;; as a number of 16 digits
      (local.set $number
        (i64.mul
          (i64.add
            (local.get $middle)
            (i64.extend_i32_u (i64.gt_u (local.get $low) (local.get $unit))))
          (i64.load offset=184
            (i32.shl (i32.sub (i32.const 16) (local.get $digits)) (i32.const 3)))))
      (if (i64.eq (local.get $number) (i64.const 10000000000000000))
        (then
          (local.set $number (i64.const 1000000000000000))
          (local.set $exponent (i32.add (local.get $exponent) (i32.const 1)))))))
  (call $printDigits
    (local.get $at)
    (i64.lt_s (local.get $bits) (i64.const 0))
    (local.get $number)
    (local.get $exponent)))
