/** Limits that every side holds to. Bytes unless the name says otherwise. */

/** Longest payload of one entry: an image-heavy cell of several MB must fit, a memory bomb must not. */
export const MAX_ENTRY_PAYLOAD = 16 * 1024 * 1024;
/** Longest message over a link after reassembly: an entry with its headers, or a batch of small ones. */
export const MAX_MESSAGE = MAX_ENTRY_PAYLOAD + 64 * 1024;
/**
 * The same by what the message is sent as (`Link.send`): one of each may be incomplete on a link at a
 * time. A comparison of 40,000 heads and 10,000 names is 5.5 MB; volatile messages are small.
 */
export const MAX_PRIORITY_MESSAGE = {
  control: 8 * 1024 * 1024,
  entries: MAX_MESSAGE,
  volatile: 1024 * 1024,
  bulk: MAX_MESSAGE,
} as const;
/** What waits to be sent on one link: a neighbour that takes nothing is let go, and compares when it is back. */
export const MAX_LINK_QUEUE = 64 * 1024 * 1024;
/** Longest message of the network layer over a link (`Link.signal`): a sealed description with its candidates. */
export const MAX_SIGNAL = 32 * 1024;
/** What a not yet admitted peer may send over its one link (DESIGN 2). */
export const MAX_UNADMITTED_BYTES = 32 * 1024;
/** How long a not yet admitted peer may take, in ms. */
export const UNADMITTED_MS = 10_000;
/** Not yet admitted links at a time. */
export const MAX_UNADMITTED_LINKS = 16;
/** References (`deps`, `authority`) an entry may name. */
export const MAX_REFS = 64;
/** Chains a checkpoint may cover: as many heads as one message takes. */
export const MAX_CHECKPOINT_CHAINS = 40_000;
/** Entries that wait for something missing, per document, and their bytes: beyond it the newest are dropped and asked for again. */
export const MAX_WAITING_ENTRIES = 10_000;
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** Arrays and objects in each other, in plain JSON: no honest notebook comes near, and recursion stays harmless. */
export const MAX_JSON_DEPTH = 128;
/** Longest Yjs update of one entry: sealing makes it up to 72 bytes longer. */
export const MAX_UPDATE = MAX_ENTRY_PAYLOAD - 72;
/** Document keys handed over before their entries arrived, and tries of each: the neighbour tells them again. */
export const MAX_EARLY_KEYS = 1024;
/** A notebook in a backup, bytes: with its pictures; a longer one is no longer opened with ease either. */
export const MAX_CARRIED_NOTEBOOK = 64 * 1024 * 1024;
/** Notebooks in a backup: a term's. They are in memory until the class is restored. */
export const MAX_CARRIED_NOTEBOOKS = 1_000;
/** A file in a person's file: what can be handed out fits. One at a time is in memory. */
export const MAX_CARRIED_FILE = 128 * 1024 * 1024;
/** Classes in a person's file: a school life's. */
export const MAX_CARRIED_CLASSES = 500;
/** Document keys taken from backups: a teacher's of two hundred people with a hundred documents each, twice renewed. */
export const MAX_CARRIED_KEYS = 65_536;
/** Wraps of a document key in one entry or message: everybody in the largest room, with two devices each; 145 bytes a wrap. */
export const MAX_WRAPS = 1024;
/** A participant's name, in UTF-16 units after trimming. */
export const MAX_NAME_UNITS = 80;
/** A class's name, in UTF-16 units after trimming. */
export const MAX_CLASS_NAME_UNITS = 120;
/** A notebook's name beside a shared cell, in UTF-16 units: the longest file name of common systems; the rest is cut off. */
export const MAX_NOTEBOOK_NAME_UNITS = 255;
/** Shared cells that a list shows: a year's lessons; beyond it the last ones are left out. */
export const MAX_SHARED_CELLS = 5_000;
/**
 * A taken version that a copy remembers for a later merge, in UTF-16 units: a long cell by hand, no pasted file. Beyond it
 * a merge compares the two present versions only.
 */
export const MAX_BASE_UNITS = 20_000;
/**
 * The text of a shared cell that a person looked at, kept in their own document until they look again, in UTF-16 units:
 * a usual cell. It goes to the teachers with the document, so 300 of them stay below 1 MB.
 */
export const MAX_LOOKED_UNITS = 3_000;
/** Cells of a notebook that others follow: a long lesson; each is an editor on the follower's screen. */
export const MAX_FOLLOWED_CELLS = 500;
/** Their sources together, in UTF-16 units: a thick book; a phone reads them anew at each change. */
export const MAX_FOLLOWED_UNITS = 1024 * 1024;
/**
 * Outputs of one followed cell as JSON, in UTF-16 units: a usual picture; and of all together. They go to everybody who
 * follows while the teacher works, so a film must not.
 */
export const MAX_FOLLOWED_OUTPUT_UNITS = 256 * 1024;
export const MAX_FOLLOWED_OUTPUTS_UNITS = 2 * 1024 * 1024;
/** A cell's id as nbformat 4.5 has it, in UTF-16 units. */
export const MAX_CELL_ID_UNITS = 64;
/** A file's name, in UTF-16 units: the longest of common systems. */
export const MAX_FILE_NAME_UNITS = 255;
/** Files handed out that a list shows: a year's, beyond it the last ones by name are left out. */
export const MAX_HAND_OUTS = 1_000;
/** An announcement, in UTF-16 units: a page; the rest is cut off when it is written, and what is longer is not read. */
export const MAX_ANNOUNCEMENT_UNITS = 2_000;
/** Announcements that a list shows, the newest ones. */
export const MAX_ANNOUNCEMENTS = 200;
/** A document's name, in UTF-16 units. */
export const MAX_DOC_NAME_UNITS = 200;

/** A frame on the signalling socket: a sealed offer with its candidates is about 4 KiB. */
export const MAX_SIGNALING_FRAME = 32 * 1024;
/** Payload of one relayed frame: with its 17 bytes of head it fits a signalling frame, and a sealed 16 KiB part fits it. */
export const MAX_RELAY_PAYLOAD = 20 * 1024;
/** Relayed bytes on their way to one peer: the server holds no more for anybody, and 256 KiB fill most lines. */
export const RELAY_WINDOW = 256 * 1024;
export const MAX_CARD_CHARS = 400;
export const MAX_TICKET_CHARS = 2_200;
/** Longest life of a class code, in seconds. */
export const MAX_CODE_TTL_S = 12 * 3600;
/** Members of one room. */
export const MAX_ROOM_MEMBERS = 400;
/** Members in one part of a room's list: one of them leads to a place in the tree, and a join costs the same in every class. */
export const MAX_MEMBERS_LISTED = 32;

/** A blob is stored and fetched in chunks of this length, the last one shorter: one fits a link's message many times over. */
export const BLOB_CHUNK = 256 * 1024;
/** Longest blob: it is handed over in one piece, which a phone's tab must bear. */
export const MAX_BLOB_BYTES = 128 * 1024 * 1024;
/** Chunks that one neighbour owes us at most, and all together: 2 MiB fill a fast line, 8 MiB do no harm to a phone. */
export const BLOB_WINDOW = 8;
export const MAX_CHUNKS_IN_FLIGHT = 32;
/** Chunks that we owe one neighbour at most: an honest one asks for `BLOB_WINDOW`, and again where it waited too long. */
export const MAX_CHUNKS_OWED = 32;
/** Questions for blobs by one neighbour that are open at a time, at once, and per second in the long run: each goes through the whole tree. */
export const MAX_BLOB_QUESTIONS = 64;
export const BLOB_QUESTIONS_PER_S = 8;
/** What is kept of blobs that only others asked for; a quarter of it by the wish of one neighbour, so any blob fits. */
export const MAX_CARRIED_BYTES = 4 * MAX_BLOB_BYTES;
/** A blob that a device keeps for itself, and no document names any more, is given up after this time, in ms: a week, for backups and second thoughts. */
export const UNNAMED_BLOB_MS = 7 * 24 * 3_600_000;
/**
 * Of the application's and of packages' files that a device gives from its own cache, to one neighbour: at once, and per
 * second in the long run, bytes. The application with numpy, pandas and matplotlib is some 90 MB.
 */
export const SEEDED_BYTES = 256 * 1024 * 1024;
export const SEEDED_BYTES_PER_S = 256 * 1024;
/** Chunks of such files that a device owes at a time to all neighbours together: a class's line stays free for the class. */
export const MAX_SEEDED_CHUNKS_OWED = 64;
/** Such files that a device looks for at a time because neighbours asked: eight neighbours with some each. */
export const MAX_FILES_SOUGHT = 64;
/** Questions for such files by one neighbour, at once and per second in the long run: the application has some 600, asked for thrice where some come only later. */
export const FILE_QUESTIONS = 2_048;
export const FILE_QUESTIONS_PER_S = 16;
/** Chains in the cut of a removal or a lowered role: one participant's sessions in all documents, 3.5 MB. */
export const MAX_CUT_HEADS = 40_000;
/** Participants named in one statement: a class is at most 400 people, and some come twice. */
export const MAX_STATED_MEMBERS = 4_096;

/** One record of a backup: an entry of the longest kind, with room. */
export const MAX_BACKUP_RECORD = MAX_ENTRY_PAYLOAD + 64 * 1024;
/** A backup file that is opened: a term's class with its files is far below. */
export const MAX_BACKUP_BYTES = 8 * 1024 * 1024 * 1024;
/** Files of a zip that are put back: a school life's, and what a browser lists without pain. */
export const MAX_ZIP_ENTRIES = 20_000;
/** What a backup says of its class besides entries: names, keys and the link. */
export const MAX_BACKUP_MANIFEST = 16 * 1024;
/** Entries kept though they do not stand, in case a standing one needs them, and their bytes: peers that need them have them too. */
export const MAX_FALLEN_ENTRIES = 4_096;
export const MAX_FALLEN_BYTES = 32 * 1024 * 1024;

/** Groups of a class: one for each pair in a room of two hundred. Each has a document that teachers hold open. */
export const MAX_GROUPS = 100;
/** People in one group: as many as a room takes. */
export const MAX_GROUP_MEMBERS = 400;

/** Beginnings, pauses and ends of lessons that are kept: a year of daily lessons, some with a pause. */
export const MAX_LESSON_EVENTS = 1_000;
/** Who went away during lessons and came back: a term's of a class of thirty. */
export const MAX_ABSENCE_EVENTS = 2_000;

/** People on a roster: a year of a large school. Its file, in UTF-16 units, and the longest number or group in it. */
export const MAX_ROSTER_ROWS = 1_000;
export const MAX_ROSTER_TEXT = 1024 * 1024;
export const MAX_ROSTER_FIELD_UNITS = 80;

/** People who work at one shared computer: a school's day has eight classes; a list of 200 names can still be searched by eye. */
export const MAX_PEOPLE_HERE = 200;

/** Documents that one side of a link names as wanted; who wants more gets everything. */
export const MAX_INTERESTS = 4096;
/** Documents held for absent readers: in all, and by the wish of one neighbour. */
export const MAX_HELD = 2048;
export const MAX_HELD_PER_PEER = 256;
/** Holders of a document whose readers are away. */
export const MAX_HOLDERS = 3;

/** Invitations before the one in force whose rooms still lead to the class: each costs the root of the tree a socket. */
export const FORMER_INVITATIONS = 4;
