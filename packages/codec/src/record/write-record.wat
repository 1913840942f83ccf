;; Writes a record from the image of an example (compiled-template.ts), as ImageTemplate does in
;; template.ts. `node tools/embed-wasm.mjs` puts what this and print-decimal.wat compile to into
;; write-record-code.ts. Up to 15 bytes more than asked for are read and written.
(import "codec" "memory" (memory 1))
;; Prints the number at this offset of the numbers, where $printDecimal does not; returns the end.
(import "codec" "print" (func $print (param $at i32) (param $offset i32) (result i32)))

;; Copies the bytes from..to, sixteen at a time unless there are many; returns the end of the copy.
(func $copy (param $from i32) (param $to i32) (param $at i32) (result i32)
  (local $length i32)
  (local $end i32)
  (local.set $length (i32.sub (local.get $to) (local.get $from)))
  (local.set $end (i32.add (local.get $at) (local.get $length)))
  (if (i32.gt_u (local.get $length) (i32.const 512))
    (then (memory.copy (local.get $at) (local.get $from) (local.get $length)))
    (else
      (loop $more
        (v128.store (local.get $at) (v128.load (local.get $from)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br_if $more (i32.lt_u (local.get $from) (local.get $to))))))
  (local.get $end))

;; Prints a number as $printDecimal does, and every other that can be printed.
(func $printNumber (param $at i32) (param $offset i32) (param $bits i64) (param $digits i32) (result i32)
  (local $end i32)
  (if (i64.eqz (i64.shl (local.get $bits) (i64.const 1)))
    (then
      (i32.store8 (local.get $at) (i32.const 48))
      (return (i32.add (local.get $at) (i32.const 1)))))
  (local.set $end
    (call $printDecimal (local.get $at) (local.get $bits) (local.get $digits)))
  (if (i32.eqz (local.get $end))
    (then (local.set $end (call $print (local.get $at) (local.get $offset)))))
  (local.get $end))

;; Prints an exact number through the places that remember what was printed: 32 bytes each, the
;; number, up to 23 bytes of text and their length. An empty place holds 0, which never gets there.
(func $printExactly (param $at i32) (param $offset i32) (param $bits i64) (param $places i32) (result i32)
  (local $place i32)
  (local $end i32)
  (local $length i32)
  (if (i64.eqz (i64.shl (local.get $bits) (i64.const 1)))
    (then
      (return
        (call $printNumber
          (local.get $at) (local.get $offset) (local.get $bits) (i32.const 17)))))
  ;; multiplicative hash; 10 bits: 1024 places
  (local.set $place
    (i32.add
      (local.get $places)
      (i32.shl
        (i32.wrap_i64
          (i64.shr_u
            (i64.mul (local.get $bits) (i64.const 0x9e3779b97f4a7c15))
            (i64.const 54)))
        (i32.const 5))))
  (if (i64.eq (i64.load (local.get $place)) (local.get $bits))
    (then
      (v128.store (local.get $at) (v128.load offset=8 (local.get $place)))
      (i64.store offset=16 (local.get $at) (i64.load offset=24 (local.get $place)))
      (return (i32.add (local.get $at) (i32.load8_u offset=31 (local.get $place))))))
  (local.set $end
    (call $printNumber
      (local.get $at) (local.get $offset) (local.get $bits) (i32.const 17)))
  (local.set $length (i32.sub (local.get $end) (local.get $at)))
  (if (i32.le_u (local.get $length) (i32.const 23))
    (then
      (i64.store (local.get $place) (local.get $bits))
      (v128.store offset=8 (local.get $place) (v128.load (local.get $at)))
      (i64.store offset=24 (local.get $place) (i64.load offset=16 (local.get $at)))
      (i32.store8 offset=31 (local.get $place) (local.get $length))))
  (local.get $end))

;; $image..$imageEnd: the example. $known, $numbers: 8 bytes a number. $facts: 16 bytes a number:
;; begin and end of its hole, significant digits (17: as many as it has). $holes: 16 bytes a text: bytes of the
;; numbers before it, begin and end of its hole, where its begin and end lie in $texts, or -1 behind
;; the last one. Returns the end of the record.
(func (export "write")
  (param $image i32) (param $imageEnd i32) (param $known i32) (param $numbers i32)
  (param $facts i32) (param $holes i32) (param $texts i32) (param $places i32) (param $at i32)
  (result i32)
  (local $before i32)
  (local $offset i32)
  (local $fact i32)
  (local $bits i64)
  (local $text i32)
  (loop $nextText
    (local.set $before (i32.load (local.get $holes)))
    (block $passed
      (loop $nextNumber
        (br_if $passed (i32.ge_u (local.get $offset) (local.get $before)))
        ;; most numbers are those of the example: this loop is what a light record costs, so two are
        ;; passed at once; behind the last number both arrays hold zeros
        (if
          (i32.eqz
            (v128.any_true
              (f64x2.ne
                (v128.load (i32.add (local.get $numbers) (local.get $offset)))
                (v128.load (i32.add (local.get $known) (local.get $offset))))))
          (then
            (local.set $offset (i32.add (local.get $offset) (i32.const 16)))
            (br $nextNumber)))
        (if
          (f64.ne
            (f64.load (i32.add (local.get $numbers) (local.get $offset)))
            (f64.load (i32.add (local.get $known) (local.get $offset))))
          (then
            (local.set $bits (i64.load (i32.add (local.get $numbers) (local.get $offset))))
            (local.set $fact
              (i32.add (local.get $facts) (i32.shl (local.get $offset) (i32.const 1))))
            (local.set $at
              (call $copy (local.get $image) (i32.load (local.get $fact)) (local.get $at)))
            (local.set $image (i32.load offset=4 (local.get $fact)))
            (local.set $at
              (if (result i32)
                (i32.eq (i32.load offset=8 (local.get $fact)) (i32.const 17))
                (then
                  (call $printExactly
                    (local.get $at) (local.get $offset) (local.get $bits) (local.get $places)))
                (else
                  (call $printNumber
                    (local.get $at) (local.get $offset) (local.get $bits)
                    (i32.load offset=8 (local.get $fact))))))))
        (local.set $offset (i32.add (local.get $offset) (i32.const 8)))
        (br $nextNumber)))
    (if (i32.ge_s (i32.load offset=12 (local.get $holes)) (i32.const 0))
      (then
        (local.set $at
          (call $copy (local.get $image) (i32.load offset=4 (local.get $holes)) (local.get $at)))
        (local.set $image (i32.load offset=8 (local.get $holes)))
        (local.set $text
          (i32.add (local.get $texts) (i32.load offset=12 (local.get $holes))))
        (local.set $at
          (call $copy
            (i32.load (local.get $text)) (i32.load offset=4 (local.get $text)) (local.get $at)))
        (local.set $holes (i32.add (local.get $holes) (i32.const 16)))
        (br $nextText))))
  (call $copy (local.get $image) (local.get $imageEnd) (local.get $at)))
