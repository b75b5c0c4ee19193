import type {
  Arithmetic,
  Expression,
  Operand,
} from '../../../src/frontend/pcap-filter/syntax/ast.ts';

/** A syntax tree in brackets: `(and [tcp port 80] [tcp port 443])`. */
export function showExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return `(${expression.kind} ${showExpression(expression.left)} ${showExpression(expression.right)})`;
    case 'not':
      return `(not ${showExpression(expression.operand)})`;
    case 'protocol':
      return `[${expression.protocol}]`;
    case 'match': {
      const { protocol, direction, type } = expression.qualifiers;
      const words = [protocol, direction, type, showOperand(expression.operand)];
      return `[${words.filter((word) => word !== null).join(' ')}]`;
    }
    case 'relation': {
      const { operator, left, right } = expression;
      return `(${operator} ${showArithmetic(left)} ${showArithmetic(right)})`;
    }
    default: {
      const { kind, span: _, ...rest } = expression;
      const fields = Object.entries(rest).map(
        ([name, value]) => `${name}=${JSON.stringify(value)}`,
      );
      return `[${[kind, ...fields].join(' ')}]`;
    }
  }
}

function showOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'name':
      return `'${operand.name}'`;
    case 'number':
      return `${operand.value}`;
    case 'ipv4': {
      const { text, prefix, mask } = operand;
      return `${text}${prefix === null ? '' : `/${prefix}`}${mask === null ? '' : ` mask ${mask}`}`;
    }
    case 'ipv6':
      return `${operand.text}${operand.prefix === null ? '' : `/${operand.prefix}`}`;
    case 'mac':
      return operand.text;
    case 'short-address':
      return `$${operand.value.toString(16)}`;
  }
}

function showArithmetic(node: Arithmetic): string {
  switch (node.kind) {
    case 'number':
      return `${node.value}`;
    case 'length':
      return 'len';
    case 'load':
      return `${node.protocol}[${showArithmetic(node.offset)}:${node.size}]`;
    case 'negate':
      return `(- ${showArithmetic(node.operand)})`;
    case 'binary':
      return `(${node.operator} ${showArithmetic(node.left)} ${showArithmetic(node.right)})`;
  }
}
