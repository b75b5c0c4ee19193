import { ENGINES } from '../../engine/engines.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';
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
    pipelines: ['O0', 'O1', 'O2', 'O3'],
    repetitions: 3,
    // The interpreter takes minutes for all this; the tests hold the others to it.
    compareEngines: ENGINES.filter(({ accepts }) => accepts !== 'ir').map(({ name }) => name),
    timing: {
      filters: [
        'arithmetic-10',
        'ethernet-8',
        'everyday-2',
        'everyday-14',
        'everyday-18',
        'firewall-lists-1',
        'firewall-lists-9',
        'firewall-lists-25',
        'papers-1993-1999-9',
        'predicates-that-imply-9',
        'protocol-content-1',
        'tcp-flags-4',
      ],
      traces: ['enterprise'],
      pipelines: ['O0', 'O2', 'libpcap -O'],
      seconds: 0.08,
    },
  }),
};
