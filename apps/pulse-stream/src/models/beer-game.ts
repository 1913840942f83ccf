// Generated from models/beer-game.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# The beer game (Forrester 1958, Sterman 1989): four firms in a row, each of which sees only the orders of
# the one before it and waits for what it has ordered. Customers ask for 4 cases a week, from week 5 on for
# 8. Nobody does anything foolish, and still the orders of the factory swing far more than the demand.
#
# A turn is a week. An order takes a week to arrive, a shipment two, the factory's brewing three. Every firm
# ships what it is asked for and has; it orders what it expects to sell, and a part of what its stock and
# its orders on the way are short of. Whoever forgets the latter, as people do, makes the swings larger:
#
#   echo '{"turns":52,"params":{"line_weight":0.3},"trace":{"names":["order_factory"]}}' | pulse-stream -m beer-game
name: beer-game
time_unit: week
description: Orders and stocks of four firms in a row.
members: 1
params:
  demand: { value: 4, min: 0, unit: cases/week }
  jump: { value: 4, min: 0, unit: cases/week, description: By which demand rises in week 5. }
  target: { value: 12, min: 0, unit: cases, description: Stock that every firm wants. }
  correction:
    {
      value: 0.25,
      min: 0,
      max: 1,
      unit: 1/week,
      description: Share of a shortage ordered per week.,
    }
  line_weight:
    { value: 1, min: 0, max: 1, description: Share of the orders on the way that a firm remembers. }
  patience: { value: 4, min: 1, unit: weeks, description: Over which expected sales are smoothed. }
values:
  incoming_retailer: demand + step(jump, 5)
  arriving_retailer: delay_fixed(shipped_wholesaler, 2, demand)
  shipped_retailer: min(incoming_retailer + backlog_retailer, stock_retailer + arriving_retailer)
  expected_retailer: smooth1(incoming_retailer, patience)
  short_retailer: target - stock_retailer + backlog_retailer + line_weight * (3 * expected_retailer - on_order_retailer)
  order_retailer: max(0, expected_retailer + correction * short_retailer)
  incoming_wholesaler: delay_fixed(order_retailer, 1, demand)
  arriving_wholesaler: delay_fixed(shipped_distributor, 2, demand)
  shipped_wholesaler: min(incoming_wholesaler + backlog_wholesaler, stock_wholesaler + arriving_wholesaler)
  expected_wholesaler: smooth1(incoming_wholesaler, patience)
  short_wholesaler: target - stock_wholesaler + backlog_wholesaler + line_weight * (3 * expected_wholesaler - on_order_wholesaler)
  order_wholesaler: max(0, expected_wholesaler + correction * short_wholesaler)
  incoming_distributor: delay_fixed(order_wholesaler, 1, demand)
  arriving_distributor: delay_fixed(shipped_factory, 2, demand)
  shipped_distributor: min(incoming_distributor + backlog_distributor, stock_distributor + arriving_distributor)
  expected_distributor: smooth1(incoming_distributor, patience)
  short_distributor: target - stock_distributor + backlog_distributor + line_weight * (3 * expected_distributor - on_order_distributor)
  order_distributor: max(0, expected_distributor + correction * short_distributor)
  incoming_factory: delay_fixed(order_distributor, 1, demand)
  arriving_factory: delay_fixed(order_factory, 3, demand)
  shipped_factory: min(incoming_factory + backlog_factory, stock_factory + arriving_factory)
  expected_factory: smooth1(incoming_factory, patience)
  short_factory: target - stock_factory + backlog_factory + line_weight * (3 * expected_factory - on_order_factory)
  order_factory: max(0, expected_factory + correction * short_factory)
slots:
  stock_retailer: { kind: variable, initial: target, min: 0, unit: cases }
  backlog_retailer: { kind: variable, initial: 0, min: 0, unit: cases }
  on_order_retailer: { kind: variable, initial: 3 * demand, min: 0, unit: cases }
  stock_wholesaler: { kind: variable, initial: target, min: 0, unit: cases }
  backlog_wholesaler: { kind: variable, initial: 0, min: 0, unit: cases }
  on_order_wholesaler: { kind: variable, initial: 3 * demand, min: 0, unit: cases }
  stock_distributor: { kind: variable, initial: target, min: 0, unit: cases }
  backlog_distributor: { kind: variable, initial: 0, min: 0, unit: cases }
  on_order_distributor: { kind: variable, initial: 3 * demand, min: 0, unit: cases }
  stock_factory: { kind: variable, initial: target, min: 0, unit: cases }
  backlog_factory: { kind: variable, initial: 0, min: 0, unit: cases }
  on_order_factory: { kind: variable, initial: 3 * demand, min: 0, unit: cases }
rules:
  - id: retailer
    effects:
      - { target: stock_retailer, rate: arriving_retailer - shipped_retailer }
      - { target: backlog_retailer, rate: incoming_retailer - shipped_retailer }
      - { target: on_order_retailer, rate: order_retailer - arriving_retailer }
  - id: wholesaler
    effects:
      - { target: stock_wholesaler, rate: arriving_wholesaler - shipped_wholesaler }
      - { target: backlog_wholesaler, rate: incoming_wholesaler - shipped_wholesaler }
      - { target: on_order_wholesaler, rate: order_wholesaler - arriving_wholesaler }
  - id: distributor
    effects:
      - { target: stock_distributor, rate: arriving_distributor - shipped_distributor }
      - { target: backlog_distributor, rate: incoming_distributor - shipped_distributor }
      - { target: on_order_distributor, rate: order_distributor - arriving_distributor }
  - id: factory
    effects:
      - { target: stock_factory, rate: arriving_factory - shipped_factory }
      - { target: backlog_factory, rate: incoming_factory - shipped_factory }
      - { target: on_order_factory, rate: order_factory - arriving_factory }
forecast:
  targets: [stock_retailer, stock_factory, order_retailer, order_factory]
`;
