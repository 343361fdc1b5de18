/** Ends a subscription. Calling it twice is allowed and does nothing the second time. */
export type Unsubscribe = () => void;
