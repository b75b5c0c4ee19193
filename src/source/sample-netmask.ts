/** The netmask for sample filters, some of which need one: that of a network of class C. */
export const SAMPLE_NETMASK = 0xffff_ff00;
