/**
 * Where the numbers of a correction lie: whole numbers in one list, doubles in another. Rows have equal
 * lengths, so that code goes from one to the next by adding; what a row is long in lies elsewhere and
 * the row says where.
 */

/** Head of the whole numbers: sizes, and where what lies behind it begins. */
export const CORRECTED = 0;
export const VARIABLES = 1;
/** Turns in a season; 1: none. */
export const SEASON = 2;
/** Position in the season of the turn before. */
export const POSITION = 3;
export const EFFECTS = 4;
export const SYMBOLS = 5;
/** Features that regressions share, and those of them that are waves. */
export const SHARED = 6;
export const WAVES = 7;
/** Regressions of the member, and the rows of their slots: filled up to a whole number of groups. */
export const REGRESSIONS = 8;
/** Where the past step of the next turn stands. */
export const STEP_AT = 9;
/** Begins of rows of whole numbers: corrected slots, variables, effects, symbols. */
export const CORRECTED_AT = 10;
export const VARIABLES_AT = 11;
export const EFFECTS_AT = 12;
export const SYMBOLS_AT = 13;
/** Begins of doubles: shared features, waves of the season, values of symbols, shocks of the next turn. */
export const SHARED_AT = 14;
export const WAVES_AT = 15;
export const VALUES_AT = 16;
export const SHOCKS_AT = 17;
/** Begin and number of the sums of the rules. */
export const RULES_AT = 18;
export const RULES = 19;
export const REGRESSIONS_AT = 20;
export const HEAD = 21;

/** Regressions that are computed side by side, as each waits for every one of its sums. */
export const GROUP = 4;

/** A row of whole numbers of a corrected slot. */
export const SLOT = 0;
export const KIND = 1;
/** The doubles of its variable, and its own. */
export const VARIABLE_OF = 2;
export const NUMBERS_OF = 3;
export const THETA_AT = 4;
/** The sums of its rules. */
export const FIRST_RULE = 5;
export const RULE_COUNT = 6;
/** What its expert says of the positions of the season. */
export const SEASONAL_AT = 7;
/** 1: noise is declared for it. */
export const NOISY = 8;
/** Shocks of its series, or −1: those of the next turn are drawn. */
export const SERIES_AT = 9;
export const CORRECTED_ROW = 10;

/** A row of whole numbers of a variable: its slot and its doubles. */
export const VARIABLE_ROW = 2;
/** A row of an effect on a corrected slot: its index, the doubles of the variable, the sum of its rule. */
export const EFFECT_ROW = 3;

/** Doubles of a variable: after interventions, one turn before, before interventions, m, s, D, D without rules. */
export const FROM = 0;
export const PREVIOUS = 1;
export const BEFORE = 2;
export const MEAN = 3;
export const SCALE = 4;
export const DRIFT = 5;
export const REST = 6;
export const VARIABLE_NUMBERS = 7;

/** Doubles of a corrected slot: of its expert, then sums over the members. */
export const SHARE = 0;
export const LIMIT = 1;
export const LEVEL = 2;
export const BIAS = 3;
export const TRUST = 4;
export const DAMPING = 5;
export const KEPT = 6;
export const LEARNING = 7;
export const MOST = 8;
export const SEASON_GAIN = 9;
export const EARNED = 10;
/** What the expert expects; of a regression θ'z. */
export const FORECAST = 11;
export const CORRECTION = 12;
export const ABSOLUTE_CORRECTION = 13;
export const ABSOLUTE_DRIFT = 14;
export const CLIPPED = 15;
/** L and s² − L of its shocks. */
export const LONG_RUN = 21;
export const EXCESS = 22;
/** By part: level, drift, bias, regression, season. */
export const PART_SUMS = 16;
export const CORRECTED_NUMBERS = 23;

/** The first doubles: what features count up to, and what symbols are measured from. */
export const MOST_LEVEL = 0;
export const MOST_CHANGE = 1;
export const NEUTRAL = 2;
/** What is left of the present uncertainty of shocks, and what a turn leaves of it. */
export const FADE = 3;
export const DECAY = 4;
export const HEAD_NUMBERS = 5;
