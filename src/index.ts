/**
 * The library: everything the command line does. Plugins import it as `bpfopt`.
 */

export { builtinPasses, partialRedundancy } from '../passes/index.ts';
export type { PartialRedundancyOptions } from '../passes/partial-redundancy/partial-redundancy.ts';
export {
  type Analysis,
  AnalysisCache,
  type GetAnalysis,
} from './analysis/analysis.ts';
export { type Access, accessOf } from './analysis/checks/access.ts';
export { type CheckCoverage, checkCoverage } from './analysis/checks/check-coverage.ts';
export { type CheckPlan, checkPlan, readsCaplen } from './analysis/checks/check-plan.ts';
export { type DominatorTree, dominatorTree } from './analysis/control-flow/dominator-tree.ts';
export { type EdgeDominators, edgeDominators } from './analysis/control-flow/edge-dominators.ts';
export { type PathLengths, pathLengths } from './analysis/control-flow/path-lengths.ts';
export { reversePostorder } from './analysis/control-flow/reverse-postorder.ts';
export { toGraph } from './analysis/control-flow/to-graphlib.ts';
export { type BlockFacts, blockFacts, relaxedBlockFacts } from './analysis/facts/block-facts.ts';
export {
  type FactTerms,
  factTerms,
  relaxedFactTerms,
  type Substitution,
} from './analysis/facts/fact-terms.ts';
export { Facts } from './analysis/facts/facts.ts';
export { rangesByDefinition } from './analysis/facts/known-ranges.ts';
export { blockFrequency } from './analysis/odds/block-frequency.ts';
export { accidentOf, edgeOdds, testBounds } from './analysis/odds/branch-odds.ts';
export { fieldOf } from './analysis/odds/field-of.ts';
export {
  type ConstantTest,
  constantTest,
  largestPossible,
} from './analysis/values/constant-test.ts';
export { onlyValue, type Range, rangeContains } from './analysis/values/range.ts';
export {
  type Expression,
  type ExpressionNumbers,
  type ValueNumbers,
  valueNumbers,
} from './analysis/values/value-numbers.ts';
export { type ControlFlowGraph, controlFlowGraph } from './artifact/control-flow-graph.ts';
export type { ExperimentResults } from './artifact/results/results.ts';
export { readResults, writeResults } from './artifact/results/results-schema.ts';
export { type StagedCompilation, StageRecorder } from './artifact/stages.ts';
export type { CbpfCode } from './code/cbpf-code.ts';
export type { Code, CodeForms, CodeKind, IrCode, PortableCode } from './code/code.ts';
export type { X64Code } from './code/x64-code.ts';
export { buildPipeline, DuplicatePassError } from './compiler/build-pipeline.ts';
export {
  type Compilation,
  type CompileOptions,
  compile,
} from './compiler/compile.ts';
export { NAMED_PIPELINES, type PipelineName } from './compiler/named-pipelines.ts';
export {
  type Config,
  defineConfig,
  definePass,
  definePlugin,
  type Extension,
  insertAfter,
  insertBefore,
  PlacementError,
  type Plugin,
  type ProjectConfig,
} from './compiler/plugin.ts';
export { PluginError } from './compiler/plugin-hooks.ts';
export { ExtensionError } from './compiler/plugins-of.ts';
export {
  type CountingFilter,
  type Engine,
  EngineError,
  type LoadedFilter,
} from './engine/engine.ts';
export { ENGINES, engineNamed } from './engine/engines.ts';
export { bench } from './experiment/benchmark/bench.ts';
export { BUNDLED_EXPERIMENT } from './experiment/input/bundled.ts';
export { defineExperiment, type ExperimentConfig } from './experiment/input/config.ts';
export { type Experiment, loadExperiment } from './experiment/input/load-experiment.ts';
export { runExperiment } from './experiment/run-experiment.ts';
export { liftCbpf } from './frontend/cbpf/lift.ts';
export { FilterSyntaxError, FilterTypeError } from './frontend/pcap-filter/errors.ts';
export { interpret } from './interpret/interpret.ts';
export { isConstant } from './ir/constant.ts';
export { retargeted } from './ir/edit/retargeted.ts';
export { type EditSummary, SsaEdits } from './ir/edit/ssa-edits.ts';
export {
  effectOf,
  isCheck,
  isDivision,
  isKernelLoad,
  mayDivideByZero,
  mayReject,
  type RejectingInstr,
} from './ir/effect.ts';
export { executedSize } from './ir/executed.ts';
export { Filter } from './ir/filter.ts';
export type { FilterView, Uses, Versions } from './ir/filter-view.ts';
export { type BlockId, blockId, type ValueId, valueId } from './ir/ids.ts';
export { type AncillaryInput, INPUTS, type InputName } from './ir/inputs.ts';
export {
  type Address,
  type BasicBlock,
  type BinaryInstr,
  type BranchTerminator,
  type Const64Instr,
  type ConstInstr,
  eachOperand,
  extentOf,
  type GuardInstr,
  type InputInstr,
  type Instr,
  type InstrDraft,
  type JumpTerminator,
  type LoadInstr,
  type LoadWidth,
  mapOperands,
  mapTargets,
  mapTerminatorOperand,
  operands,
  type PhiInstr,
  type ReturnTerminator,
  resultType,
  returnConstant,
  type SelectInstr,
  type SwitchCase,
  type SwitchTerminator,
  successors,
  type Terminator,
  terminatorOperand,
  type UnaryInstr,
  type Verdict,
} from './ir/ir.ts';
export { ANY_MACHINE, type MachineCosts, type TreeCosts } from './ir/machine-costs.ts';
export {
  BINARY_OPS,
  type BinaryOp,
  type BinaryOpInfo,
  type CompareOp,
  type Effect,
  isBinaryOp,
  isCompareOp,
  isUnaryOp,
  NEGATED_COMPARE,
  type Scalar,
  SWAPPED_COMPARE,
  type Type,
  UNARY_OPS,
  type UnaryOp,
  type UnaryOpInfo,
} from './ir/ops.ts';
export {
  type FieldModel,
  NEUTRAL_MODEL,
  type PacketField,
  type PacketModel,
  type RangeShare,
  type ShareBounds,
  UNKNOWN_FIELD,
} from './ir/packet-model.ts';
export { IrSyntaxError, parseFilter } from './ir/parse.ts';
export { phisOf, startsWithPhi } from './ir/phis.ts';
export { printFilter, printInstr, printTerminator } from './ir/print.ts';
export {
  type Comparisons,
  comparisonsOf,
  type SwitchTable,
  switchRanges,
  switchTarget,
  tableOfRanges,
} from './ir/switch-ranges.ts';
export {
  type CbpfFormat,
  detectFormat,
  parseProgram,
  printProgram,
} from './isa/cbpf/formats.ts';
export type { CbpfInstruction, CbpfProgram } from './isa/cbpf/instruction.ts';
export { lowerToCbpf } from './lower/cbpf/lower.ts';
export { lowerToX64 } from './lower/x64/lower.ts';
export { type NamedText, PipelineSyntaxError, parsePipeline } from './pass/parse-pipeline.ts';
export type {
  Pass,
  PassContext,
  PassRegistry,
  Profile,
  Remark,
  RemarkKind,
  Semantics,
} from './pass/pass.ts';
export { EndlessRepeatError, PassError, VerifyError } from './pass/pass-error.ts';
export type { FilterSize, PassRecord } from './pass/pass-record.ts';
export { type Pipeline, type PipelineStep, printPipeline } from './pass/pipeline.ts';
export { type RunOptions, runPasses } from './pass/run-passes.ts';
export { ConfigError } from './project/config-error.ts';
export { loadConfig, loadPlugin } from './project/load-module.ts';
export { captureWriter } from './project/write-capture.ts';
export { type BisectResult, bisect, type GuiltyApplication } from './prove/bisect/bisect.ts';
export type {
  Ablation,
  AblationRow,
  CheckedFilter,
  CheckedTrace,
  Cost,
} from './prove/check-pass/ablation.ts';
export {
  type CheckPassOptions,
  type CheckPassResult,
  type CheckStage,
  checkPass,
  type ExplainedFinding,
} from './prove/check-pass/check-pass.ts';
export type { CorpusProofs, UnprovedApplication } from './prove/check-pass/corpus-proofs.ts';
export {
  type AblationPipelines,
  NoPassError,
  type PluginPipelines,
  type TriedPipeline,
} from './prove/check-pass/pipelines.ts';
export type { ProofMethod, ProofOptions } from './prove/equivalence/decide.ts';
export {
  type Counterexample,
  type Equivalence,
  proveEquivalence,
} from './prove/equivalence/equivalence.ts';
export { equivalentFrom } from './prove/equivalence/long-packets.ts';
export { type ApplicationProof, PassProver } from './prove/equivalence/prove-passes.ts';
export { type FuzzOptions, type FuzzProgress, type FuzzResult, fuzz } from './prove/fuzz/fuzz.ts';
export { type ReduceOptions, reduceFinding } from './prove/reduce/reduce.ts';
export { openSolver } from './prove/solver/open-solver.ts';
export { type Solver, SolverError } from './prove/solver/solver.ts';
export { type CaseFile, CaseFileError, parseCase, printCase } from './prove/trial/case-file.ts';
export { CodeRunner } from './prove/trial/code-runner.ts';
export { printFinding } from './prove/trial/print-finding.ts';
export {
  type Discrepancy,
  describeFailure,
  type Failure,
  type Finding,
  type Trial,
  type TrialEngine,
  type TrialOptions,
} from './prove/trial/trial.ts';
export { tryTrial } from './prove/trial/try-trial.ts';
export { renderCfgDot, renderCfgSvg } from './report/cfg/render-graph.ts';
export { type CfgPageInput, renderCfgHtml } from './report/cfg-page.ts';
export { renderMarkdown } from './report/render-markdown.ts';
export { type ReportOptions, renderReport } from './report/render-report.ts';
export type { FilterSource, ProgramSource, TextSource } from './source/filter-source.ts';
export { InvalidIrError } from './source/ir/errors.ts';
export { INTERNET_PACKETS } from './source/packet-models/internet.ts';
export type { CompileWarning, SourceLanguage } from './source/source-language.ts';
export { SOURCES } from './source/sources.ts';
export { GrowingTree } from './support/growing-tree.ts';
export { InvariantError, invariant } from './support/invariant.ts';
export { LINK_TYPES, type LinkType } from './support/link-types.ts';
export type { SourceSpan } from './support/source-span.ts';
export { MAX_U32 } from './support/u32.ts';
export { UnsupportedError } from './support/unsupported.ts';
export type {
  AnnouncedTarget,
  BrokenRule,
  Lowered,
  LowerOptions,
  ReadBack,
  Target,
  TargetFormat,
  TargetName,
  TargetOption,
} from './target/target.ts';
export { codeFor, MAIN_TARGET, TARGETS, targetNamed } from './target/targets.ts';
export { batchOf, type PacketBatch } from './trace/batch.ts';
export { type CapturedPacket, CaptureError } from './trace/capture.ts';
export type { Packet } from './trace/packet.ts';
export { readCapture, readCaptureBuffer } from './trace/read-capture.ts';
export { verify } from './verify/verify.ts';
export type { Violation, ViolationCode } from './verify/violation.ts';
