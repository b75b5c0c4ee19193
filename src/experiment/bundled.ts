import { PACKAGE_ROOT } from '../support/package-root.ts';
import { defineExperiment } from './config.ts';
import type { Experiment } from './load-experiment.ts';

/**
 * The experiment that ships with the compiler: the corpora through the named pipelines, beside
 * libpcap where it is installed. Sized for a run of about a minute on two cores: everything that is
 * exact is measured everywhere, times on a choice of filters and traces.
 */
export const BUNDLED_EXPERIMENT: Experiment = {
  directory: PACKAGE_ROOT,
  config: defineExperiment({
    name: 'bundled',
    filters: ['corpora/filters/*.txt'],
    traces: ['corpora/traces/*.pcap', 'corpora/traces/*.pcapng'],
    pipelines: ['O0', 'O1', 'O2'],
    timing: {
      filters: [
        'arithmetic-10',
        'ethernet-10',
        'everyday-1',
        'everyday-18',
        'everyday-25',
        'firewall-lists-1',
        'firewall-lists-3',
        'firewall-lists-12',
        'ipv6-20',
        'negations-5',
        'papers-1993-1999-5',
        'predicates-that-imply-5',
        'tcp-flags-5',
      ],
      traces: ['enterprise'],
      pipelines: ['O0', 'O2', 'libpcap -O'],
      seconds: 0.1,
    },
  }),
};
