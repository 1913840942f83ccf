;; SHA-256 (FIPS 180-4) of many lines, four at a time: each lane of a vector is one line.
;; `node tools/embed-wasm.mjs` puts what this compiles to into hash-lines-code.ts. Up to 127 bytes behind
;; a line are read.
(import "codec" "memory" (memory 1))

;; The constants of the rounds, the first state (FIPS 180-4 §4.2.2, §5.3.3), the digits.
(data (i32.const 0) "\98\2f\8a\42\91\44\37\71\cf\fb\c0\b5\a5\db\b5\e9\5b\c2\56\39\f1\11\f1\59\a4\82\3f\92\d5\5e\1c\ab")
(data (i32.const 32) "\98\aa\07\d8\01\5b\83\12\be\85\31\24\c3\7d\0c\55\74\5d\be\72\fe\b1\de\80\a7\06\dc\9b\74\f1\9b\c1")
(data (i32.const 64) "\c1\69\9b\e4\86\47\be\ef\c6\9d\c1\0f\cc\a1\0c\24\6f\2c\e9\2d\aa\84\74\4a\dc\a9\b0\5c\da\88\f9\76")
(data (i32.const 96) "\52\51\3e\98\6d\c6\31\a8\c8\27\03\b0\c7\7f\59\bf\f3\0b\e0\c6\47\91\a7\d5\51\63\ca\06\67\29\29\14")
(data (i32.const 128) "\85\0a\b7\27\38\21\1b\2e\fc\6d\2c\4d\13\0d\38\53\54\73\0a\65\bb\0a\6a\76\2e\c9\c2\81\85\2c\72\92")
(data (i32.const 160) "\a1\e8\bf\a2\4b\66\1a\a8\70\8b\4b\c2\a3\51\6c\c7\19\e8\92\d1\24\06\99\d6\85\35\0e\f4\70\a0\6a\10")
(data (i32.const 192) "\16\c1\a4\19\08\6c\37\1e\4c\77\48\27\b5\bc\b0\34\b3\0c\1c\39\4a\aa\d8\4e\4f\ca\9c\5b\f3\6f\2e\68")
(data (i32.const 224) "\ee\82\8f\74\6f\63\a5\78\14\78\c8\84\08\02\c7\8c\fa\ff\be\90\eb\6c\50\a4\f7\a3\f9\be\f2\78\71\c6")
(data (i32.const 256) "\67\e6\09\6a\85\ae\67\bb\72\f3\6e\3c\3a\f5\4f\a5\7f\52\0e\51\8c\68\05\9b\ab\d9\83\1f\19\cd\e0\5b")
(data (i32.const 288) "0123456789abcdef")

;; In the memory: from 512 the blocks of four lines, 64 bytes each, one behind the other; from 1024 the
;; words of a block, 64 vectors; from 2048 the state, 8 vectors.

;; One block of one line, padded: its bytes, 0x80 behind the last, its length in bits at the end.
;; $left: bytes of the line from the block on; below zero: behind its end.
(func $placeBlock (param $from i32) (param $left i32) (param $length i32) (param $isLast i32) (param $to i32)
  (local $held v128)
  (local.set $held
    (i8x16.splat
      (select
        (i32.const 64)
        (select (i32.const 0) (local.get $left) (i32.lt_s (local.get $left) (i32.const 0)))
        (i32.gt_s (local.get $left) (i32.const 64)))))
  (v128.store (local.get $to)
    (v128.and
      (v128.load (local.get $from))
      (i8x16.lt_u (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15) (local.get $held))))
  (v128.store offset=16 (local.get $to)
    (v128.and
      (v128.load offset=16 (local.get $from))
      (i8x16.lt_u (v128.const i8x16 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31) (local.get $held))))
  (v128.store offset=32 (local.get $to)
    (v128.and
      (v128.load offset=32 (local.get $from))
      (i8x16.lt_u (v128.const i8x16 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47) (local.get $held))))
  (v128.store offset=48 (local.get $to)
    (v128.and
      (v128.load offset=48 (local.get $from))
      (i8x16.lt_u (v128.const i8x16 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63) (local.get $held))))
  ;; unsigned: a line that ended earlier has its 0x80 already
  (if (i32.lt_u (local.get $left) (i32.const 64))
    (then (i32.store8 (i32.add (local.get $to) (local.get $left)) (i32.const 0x80))))
  (if (local.get $isLast)
    (then
      (i32.store8 offset=63 (local.get $to) (i32.shl (local.get $length) (i32.const 3)))
      (i32.store8 offset=62 (local.get $to) (i32.shr_u (local.get $length) (i32.const 5)))
      (i32.store8 offset=61 (local.get $to) (i32.shr_u (local.get $length) (i32.const 13))))))

;; Four words of four lines from beside each other to lane by lane; $from: 64 bytes between the lines.
(func $swapWords (param $from i32) (param $to i32)
  (local $a v128) (local $b v128) (local $c v128) (local $d v128)
  (local $ab v128) (local $cd v128)
  (local.set $a (v128.load (local.get $from)))
  (local.set $a (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $a) (local.get $a)))
  (local.set $b (v128.load offset=64 (local.get $from)))
  (local.set $b (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $b) (local.get $b)))
  (local.set $c (v128.load offset=128 (local.get $from)))
  (local.set $c (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $c) (local.get $c)))
  (local.set $d (v128.load offset=192 (local.get $from)))
  (local.set $d (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $d) (local.get $d)))
  (local.set $ab (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b)))
  (local.set $cd (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d)))
  (v128.store (local.get $to)
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd)))
  (v128.store offset=16 (local.get $to)
    (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd)))
  (local.set $ab (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b)))
  (local.set $cd (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d)))
  (v128.store offset=32 (local.get $to)
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd)))
  (v128.store offset=48 (local.get $to)
    (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd))))

;; The bytes of each word in the other order.
(func $turnBytes (param $x v128) (result v128)
  (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $x) (local.get $x)))

(func $compress
  (local $t i32)
  (local $at i32)
  (local $x v128) (local $y v128)
  (local $a v128) (local $b v128) (local $c v128) (local $d v128)
  (local $e v128) (local $f v128) (local $g v128) (local $h v128)
  ;; words 16..63
  (local.set $at (i32.add (i32.const 1024) (i32.const 256)))
  (loop $more
    (local.set $x (v128.load (i32.sub (local.get $at) (i32.const 32))))
    (local.set $y (v128.load (i32.sub (local.get $at) (i32.const 240))))
    (v128.store (local.get $at)
      (i32x4.add
        (i32x4.add
          (v128.load (i32.sub (local.get $at) (i32.const 256)))
          (v128.load (i32.sub (local.get $at) (i32.const 112))))
        (i32x4.add
          (v128.xor
            (v128.xor (v128.or (i32x4.shr_u (local.get $x) (i32.const 17)) (i32x4.shl (local.get $x) (i32.const 15))) (v128.or (i32x4.shr_u (local.get $x) (i32.const 19)) (i32x4.shl (local.get $x) (i32.const 13))))
            (i32x4.shr_u (local.get $x) (i32.const 10)))
          (v128.xor
            (v128.xor (v128.or (i32x4.shr_u (local.get $y) (i32.const 7)) (i32x4.shl (local.get $y) (i32.const 25))) (v128.or (i32x4.shr_u (local.get $y) (i32.const 18)) (i32x4.shl (local.get $y) (i32.const 14))))
            (i32x4.shr_u (local.get $y) (i32.const 3))))))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br_if $more (i32.lt_u (local.get $at) (i32.add (i32.const 1024) (i32.const 1024)))))
  (local.set $a (v128.load (i32.const 2048)))
  (local.set $b (v128.load offset=16 (i32.const 2048)))
  (local.set $c (v128.load offset=32 (i32.const 2048)))
  (local.set $d (v128.load offset=48 (i32.const 2048)))
  (local.set $e (v128.load offset=64 (i32.const 2048)))
  (local.set $f (v128.load offset=80 (i32.const 2048)))
  (local.set $g (v128.load offset=96 (i32.const 2048)))
  (local.set $h (v128.load offset=112 (i32.const 2048)))
  (local.set $x (v128.xor (local.get $b) (local.get $c)))
  ;; Eight rounds: in each the state is one place further on, and $x is (b xor c) of the majority.
  (loop $rounds
    (local.set $h
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $h) (v128.load offset=1024 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=0 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $e) (i32.const 6)) (i32x4.shl (local.get $e) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $e) (i32.const 11)) (i32x4.shl (local.get $e) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $e) (i32.const 25)) (i32x4.shl (local.get $e) (i32.const 7))))
          (v128.xor (local.get $g) (v128.and (local.get $e) (v128.xor (local.get $f) (local.get $g)))))))
    (local.set $d (i32x4.add (local.get $d) (local.get $h)))
    (local.set $y (v128.xor (local.get $a) (local.get $b)))
    (local.set $h
      (i32x4.add
        (local.get $h)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $a) (i32.const 2)) (i32x4.shl (local.get $a) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $a) (i32.const 13)) (i32x4.shl (local.get $a) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $a) (i32.const 22)) (i32x4.shl (local.get $a) (i32.const 10))))
          (v128.xor (local.get $b) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $g
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $g) (v128.load offset=1040 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=4 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $d) (i32.const 6)) (i32x4.shl (local.get $d) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $d) (i32.const 11)) (i32x4.shl (local.get $d) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $d) (i32.const 25)) (i32x4.shl (local.get $d) (i32.const 7))))
          (v128.xor (local.get $f) (v128.and (local.get $d) (v128.xor (local.get $e) (local.get $f)))))))
    (local.set $c (i32x4.add (local.get $c) (local.get $g)))
    (local.set $y (v128.xor (local.get $h) (local.get $a)))
    (local.set $g
      (i32x4.add
        (local.get $g)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $h) (i32.const 2)) (i32x4.shl (local.get $h) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $h) (i32.const 13)) (i32x4.shl (local.get $h) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $h) (i32.const 22)) (i32x4.shl (local.get $h) (i32.const 10))))
          (v128.xor (local.get $a) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $f
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $f) (v128.load offset=1056 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=8 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $c) (i32.const 6)) (i32x4.shl (local.get $c) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $c) (i32.const 11)) (i32x4.shl (local.get $c) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $c) (i32.const 25)) (i32x4.shl (local.get $c) (i32.const 7))))
          (v128.xor (local.get $e) (v128.and (local.get $c) (v128.xor (local.get $d) (local.get $e)))))))
    (local.set $b (i32x4.add (local.get $b) (local.get $f)))
    (local.set $y (v128.xor (local.get $g) (local.get $h)))
    (local.set $f
      (i32x4.add
        (local.get $f)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $g) (i32.const 2)) (i32x4.shl (local.get $g) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $g) (i32.const 13)) (i32x4.shl (local.get $g) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $g) (i32.const 22)) (i32x4.shl (local.get $g) (i32.const 10))))
          (v128.xor (local.get $h) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $e
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $e) (v128.load offset=1072 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=12 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $b) (i32.const 6)) (i32x4.shl (local.get $b) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $b) (i32.const 11)) (i32x4.shl (local.get $b) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $b) (i32.const 25)) (i32x4.shl (local.get $b) (i32.const 7))))
          (v128.xor (local.get $d) (v128.and (local.get $b) (v128.xor (local.get $c) (local.get $d)))))))
    (local.set $a (i32x4.add (local.get $a) (local.get $e)))
    (local.set $y (v128.xor (local.get $f) (local.get $g)))
    (local.set $e
      (i32x4.add
        (local.get $e)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $f) (i32.const 2)) (i32x4.shl (local.get $f) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $f) (i32.const 13)) (i32x4.shl (local.get $f) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $f) (i32.const 22)) (i32x4.shl (local.get $f) (i32.const 10))))
          (v128.xor (local.get $g) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $d
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $d) (v128.load offset=1088 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=16 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $a) (i32.const 6)) (i32x4.shl (local.get $a) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $a) (i32.const 11)) (i32x4.shl (local.get $a) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $a) (i32.const 25)) (i32x4.shl (local.get $a) (i32.const 7))))
          (v128.xor (local.get $c) (v128.and (local.get $a) (v128.xor (local.get $b) (local.get $c)))))))
    (local.set $h (i32x4.add (local.get $h) (local.get $d)))
    (local.set $y (v128.xor (local.get $e) (local.get $f)))
    (local.set $d
      (i32x4.add
        (local.get $d)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $e) (i32.const 2)) (i32x4.shl (local.get $e) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $e) (i32.const 13)) (i32x4.shl (local.get $e) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $e) (i32.const 22)) (i32x4.shl (local.get $e) (i32.const 10))))
          (v128.xor (local.get $f) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $c
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $c) (v128.load offset=1104 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=20 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $h) (i32.const 6)) (i32x4.shl (local.get $h) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $h) (i32.const 11)) (i32x4.shl (local.get $h) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $h) (i32.const 25)) (i32x4.shl (local.get $h) (i32.const 7))))
          (v128.xor (local.get $b) (v128.and (local.get $h) (v128.xor (local.get $a) (local.get $b)))))))
    (local.set $g (i32x4.add (local.get $g) (local.get $c)))
    (local.set $y (v128.xor (local.get $d) (local.get $e)))
    (local.set $c
      (i32x4.add
        (local.get $c)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $d) (i32.const 2)) (i32x4.shl (local.get $d) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $d) (i32.const 13)) (i32x4.shl (local.get $d) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $d) (i32.const 22)) (i32x4.shl (local.get $d) (i32.const 10))))
          (v128.xor (local.get $e) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $b
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $b) (v128.load offset=1120 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=24 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $g) (i32.const 6)) (i32x4.shl (local.get $g) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $g) (i32.const 11)) (i32x4.shl (local.get $g) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $g) (i32.const 25)) (i32x4.shl (local.get $g) (i32.const 7))))
          (v128.xor (local.get $a) (v128.and (local.get $g) (v128.xor (local.get $h) (local.get $a)))))))
    (local.set $f (i32x4.add (local.get $f) (local.get $b)))
    (local.set $y (v128.xor (local.get $c) (local.get $d)))
    (local.set $b
      (i32x4.add
        (local.get $b)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $c) (i32.const 2)) (i32x4.shl (local.get $c) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $c) (i32.const 13)) (i32x4.shl (local.get $c) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $c) (i32.const 22)) (i32x4.shl (local.get $c) (i32.const 10))))
          (v128.xor (local.get $d) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $a
      (i32x4.add
        (i32x4.add
          (i32x4.add (local.get $a) (v128.load offset=1136 (i32.shl (local.get $t) (i32.const 2))))
          (v128.load32_splat offset=28 (local.get $t)))
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $f) (i32.const 6)) (i32x4.shl (local.get $f) (i32.const 26))) (v128.xor (i32x4.shr_u (local.get $f) (i32.const 11)) (i32x4.shl (local.get $f) (i32.const 21)))) (v128.xor (i32x4.shr_u (local.get $f) (i32.const 25)) (i32x4.shl (local.get $f) (i32.const 7))))
          (v128.xor (local.get $h) (v128.and (local.get $f) (v128.xor (local.get $g) (local.get $h)))))))
    (local.set $e (i32x4.add (local.get $e) (local.get $a)))
    (local.set $y (v128.xor (local.get $b) (local.get $c)))
    (local.set $a
      (i32x4.add
        (local.get $a)
        (i32x4.add
          (v128.xor (v128.xor (v128.xor (i32x4.shr_u (local.get $b) (i32.const 2)) (i32x4.shl (local.get $b) (i32.const 30))) (v128.xor (i32x4.shr_u (local.get $b) (i32.const 13)) (i32x4.shl (local.get $b) (i32.const 19)))) (v128.xor (i32x4.shr_u (local.get $b) (i32.const 22)) (i32x4.shl (local.get $b) (i32.const 10))))
          (v128.xor (local.get $c) (v128.and (local.get $x) (local.get $y))))))
    (local.set $x (local.get $y))
    (local.set $t (i32.add (local.get $t) (i32.const 32)))
    (br_if $rounds (i32.lt_u (local.get $t) (i32.const 256))))
  (v128.store (i32.const 2048) (i32x4.add (local.get $a) (v128.load (i32.const 2048))))
  (v128.store offset=16 (i32.const 2048) (i32x4.add (local.get $b) (v128.load offset=16 (i32.const 2048))))
  (v128.store offset=32 (i32.const 2048) (i32x4.add (local.get $c) (v128.load offset=32 (i32.const 2048))))
  (v128.store offset=48 (i32.const 2048) (i32x4.add (local.get $d) (v128.load offset=48 (i32.const 2048))))
  (v128.store offset=64 (i32.const 2048) (i32x4.add (local.get $e) (v128.load offset=64 (i32.const 2048))))
  (v128.store offset=80 (i32.const 2048) (i32x4.add (local.get $f) (v128.load offset=80 (i32.const 2048))))
  (v128.store offset=96 (i32.const 2048) (i32x4.add (local.get $g) (v128.load offset=96 (i32.const 2048))))
  (v128.store offset=112 (i32.const 2048) (i32x4.add (local.get $h) (v128.load offset=112 (i32.const 2048)))))

;; Eight hexadecimal digits of one word of one line.
(func $printWord (param $word i32) (param $to i32)
  (local $x v128)
  (local.set $x (call $turnBytes (i32x4.splat (local.get $word))))
  (i64.store (local.get $to)
    (i64x2.extract_lane 0
      (i8x16.swizzle
        (v128.load offset=288 (i32.const 0))
        (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
          (i8x16.shr_u (local.get $x) (i32.const 4))
          (v128.and (local.get $x) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))))))

;; Prints the state of one line; $lane: 4 x its number.
(func $printState (param $lane i32) (param $to i32)
  (local $at i32)
  (local $end i32)
  (local.set $at (i32.add (i32.const 2048) (local.get $lane)))
  (local.set $end (i32.add (local.get $at) (i32.const 128)))
  (loop $more
    (call $printWord (i32.load (local.get $at)) (local.get $to))
    (local.set $to (i32.add (local.get $to) (i32.const 8)))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br_if $more (i32.lt_u (local.get $at) (local.get $end)))))

;; $lines..$end: by line where it begins and how many bytes it has, four lines at least and a multiple
;; of four. $to: 64 digits a line, 66 bytes from one to the next: whoever calls has put quotes between.
(func (export "hash") (param $lines i32) (param $end i32) (param $to i32)
  (local $at i32)
  (local $block i32)
  (local $most i32)
  (local $lane i32)
  (local $line i32)
  (local $length i32)
  (local $last i32)
  (loop $groups
    (local.set $at (i32.const 0))
    (loop $first
      (v128.store
        (i32.add (i32.const 2048) (i32.shl (local.get $at) (i32.const 2)))
        (v128.load32_splat offset=256 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $first (i32.lt_u (local.get $at) (i32.const 32))))
    (local.set $block (i32.const 0))
    (loop $blocks
      (local.set $most (i32.const 0))
      (local.set $lane (i32.const 0))
      (loop $lanes
        (local.set $line (i32.add (local.get $lines) (i32.shl (local.get $lane) (i32.const 1))))
        (local.set $length (i32.load offset=4 (local.get $line)))
        ;; the block that has room for 0x80 and the length
        (local.set $last
          (i32.and (i32.add (local.get $length) (i32.const 8)) (i32.const -64)))
        (if (i32.gt_u (local.get $last) (local.get $most))
          (then (local.set $most (local.get $last))))
        (if (i32.le_u (local.get $block) (local.get $last))
          (then
            (call $placeBlock
              (i32.add (i32.load (local.get $line)) (local.get $block))
              (i32.sub (local.get $length) (local.get $block))
              (local.get $length)
              (i32.eq (local.get $block) (local.get $last))
              (i32.add (i32.const 512) (i32.shl (local.get $lane) (i32.const 4))))))
        (local.set $lane (i32.add (local.get $lane) (i32.const 4)))
        (br_if $lanes (i32.lt_u (local.get $lane) (i32.const 16))))
      (local.set $at (i32.const 0))
      (loop $quarters
        (call $swapWords
          (i32.add (i32.const 512) (local.get $at))
          (i32.add (i32.const 1024) (i32.shl (local.get $at) (i32.const 2))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $quarters (i32.lt_u (local.get $at) (i32.const 64))))
      (call $compress)
      (local.set $lane (i32.const 0))
      (loop $printed
        (local.set $length
          (i32.load offset=4 (i32.add (local.get $lines) (i32.shl (local.get $lane) (i32.const 1)))))
        (if (i32.eq
              (local.get $block)
              (i32.and (i32.add (local.get $length) (i32.const 8)) (i32.const -64)))
          (then
            (call $printState
              (local.get $lane)
              (i32.add
                (local.get $to)
                (i32.mul (i32.shr_u (local.get $lane) (i32.const 2)) (i32.const 66))))))
        (local.set $lane (i32.add (local.get $lane) (i32.const 4)))
        (br_if $printed (i32.lt_u (local.get $lane) (i32.const 16))))
      (local.set $block (i32.add (local.get $block) (i32.const 64)))
      (br_if $blocks (i32.le_u (local.get $block) (local.get $most))))
    (local.set $to (i32.add (local.get $to) (i32.const 264)))
    (local.set $lines (i32.add (local.get $lines) (i32.const 32)))
    (br_if $groups (i32.lt_u (local.get $lines) (local.get $end)))))
