/**
 * The messages between the page and the frame of a widget. The page's side is trusted; the frame shows what anybody's Python
 * says, so all that it posts is hostile (`parse-frame-message.ts`).
 */
import type { Json, JsonObject } from '../../src/base/json.ts';

/** Where in a state a buffer belongs: keys and positions, from the outside in. */
export type BufferPath = readonly (string | number)[];

/** A widget's state as Jupyter's protocol for widgets (2.1.0) sends it: JSON, and buffers beside it with their places. */
export interface WidgetState {
  readonly state: JsonObject;
  readonly paths: readonly BufferPath[];
  readonly buffers: readonly ArrayBuffer[];
}

/** A widget that the frame is to know, by the id of its comm. */
export interface WidgetModel extends WidgetState {
  readonly id: string;
}

/** What a message on a widget's comm says, either way. */
export type WidgetData =
  | {
      readonly method: 'update' | 'echo_update';
      readonly state: JsonObject;
      readonly buffer_paths: readonly BufferPath[];
    }
  | { readonly method: 'custom'; readonly content: Json }
  | { readonly method: 'request_state' };

/** Colours and sizes: names of CSS variables → values. */
export interface WidgetTheme {
  readonly dark: boolean;
  readonly variables: Readonly<Record<string, string>>;
}

/** What the frame itself says to a person. */
export interface WidgetWords {
  /** Of a widget whose JavaScript is not here; `{module}` stands for where it comes from. */
  readonly foreign: string;
}

/** What a frame's script begins with. */
export interface WidgetStart {
  /** The widget to be shown. */
  readonly view: string;
  /** It, and all that it refers to. */
  readonly models: readonly WidgetModel[];
  readonly theme: WidgetTheme;
  readonly words: WidgetWords;
}

/** What the page tells the frame. */
export type ToWidgetFrame =
  | { readonly type: 'open'; readonly models: readonly WidgetModel[] }
  | {
      readonly type: 'message';
      readonly id: string;
      readonly data: WidgetData;
      readonly buffers: readonly ArrayBuffer[];
      /** The number of this frame's message that Python answers with it; null: it answers none of this frame's. */
      readonly of: number | null;
    }
  | { readonly type: 'close'; readonly id: string }
  /** Python has worked on this frame's message. */
  | { readonly type: 'done'; readonly n: number }
  | { readonly type: 'theme'; readonly theme: WidgetTheme };

/** What the frame tells the page: a text of JSON and then buffers, in one array. */
export type FromWidgetFrame =
  /** How high its content is, in CSS pixels. */
  | { readonly type: 'height'; readonly px: number }
  /** A message to Python's end of a comm; `n` numbers it. */
  | {
      readonly type: 'send';
      readonly n: number;
      readonly id: string;
      readonly data: WidgetData;
      readonly buffers: readonly ArrayBuffer[];
    }
  /** The widget cannot be shown. */
  | { readonly type: 'failed'; readonly detail: string };
