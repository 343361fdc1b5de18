/**
 * 256 common words of 4 to 8 letters, each at least two letters apart from any other, no homophones among
 * them, none that hurts: people read them to each other. The order is part of the format: never changed.
 */
export const SAFETY_WORD_LIST: readonly string[] = (
  'acorn airport album almond anchor apple april arrow atlas autumn avocado badger bakery balloon ' +
  'bamboo banana basket beach beaver bicycle biscuit blanket blossom bottle branch bread breeze bridge ' +
  'bronze bucket butter button cabin cactus camera canal candle canoe canyon captain carpet carrot ' +
  'castle cement cherry chimney chorus cinema circle citrus clarinet cliff clover cobalt coconut ' +
  'coffee comet compass copper coral cotton cricket crystal cucumber cushion daisy dancer desert ' +
  'diamond dinner doctor dolphin dragon drawer drum eagle earth easel echo elbow elephant eleven ember ' +
  'emerald engine evening falcon farmer feather fence festival fiddle flute forest frost galaxy garden ' +
  'garlic gazelle giant giraffe glacier glove golden grape guitar hammer harvest hazel hedgehog helmet ' +
  'hockey honey horizon hotel iceberg igloo indigo insect island ivory jacket jaguar jasmine jelly ' +
  'jigsaw jungle juniper kangaroo kayak kettle keyboard kitchen kitten koala ladder lagoon lantern ' +
  'laptop lavender lemon leopard library lizard lobster lunch magnet mango maple marble market meadow ' +
  'melody meteor mirror monkey mosaic motor mountain museum mushroom napkin nectar needle nickel ' +
  'ninety north notebook oasis ocean octopus olive onion opera orange orbit orchard otter oyster ' +
  'paddle palace panda peanut pebble pelican pencil penguin pepper piano picnic pigeon pilot planet ' +
  'pony potato prairie pumpkin puzzle pyramid quartz queen rabbit radio rainbow raven ribbon river ' +
  'robin rocket salmon sandal saturn school scooter shadow shelter silver singer sparrow spider spiral ' +
  'spring squash stadium statue sugar summer sunset table teapot thunder ticket tiger tomato tractor ' +
  'trombone trumpet tulip tunnel turtle umbrella valley vanilla velvet village violin volcano waffle ' +
  'walnut walrus water whale willow window winter zebra'
).split(' ');
