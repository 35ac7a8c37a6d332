import { type Choice, type Order, ORDERS, STATUS_CHOICES, type StatusChoice } from '../state/shown-streams.ts';

interface ToolbarProps {
  readonly choice: Choice;
  readonly shown: number;
  readonly all: number;
  readonly onChoose: (choice: Choice) => void;
}

const STATUS_TITLES: Readonly<Record<StatusChoice, string>> = {
  all: 'Every status',
  active: 'Active',
  inactive: 'Inactive',
  failed: 'Deactivated by failures',
};

const ORDER_TITLES: Readonly<Record<Order, string>> = {
  attention: 'Attention first',
  name: 'By name',
  lag: 'Longest lag first',
  rate: 'Highest rate first',
  backlog: 'Largest backlog first',
  delivered: 'Most delivered first',
};

/** Which streams are shown, and in which order. */
export function Toolbar({ choice, shown, all, onChoose }: ToolbarProps) {
  return (
    <div class="toolbar" role="search" aria-label="Log streams">
      <input
        type="search"
        aria-label="Filter log streams"
        placeholder="Filter by name, target or id"
        autocomplete="off"
        spellcheck={false}
        value={choice.text}
        onInput={({ currentTarget }) => onChoose({ ...choice, text: currentTarget.value })}
      />
      <select
        aria-label="Status"
        value={choice.status}
        onChange={({ currentTarget }) => onChoose({ ...choice, status: currentTarget.value as StatusChoice })}
      >
        {STATUS_CHOICES.map((status) => (
          <option key={status} value={status}>
            {STATUS_TITLES[status]}
          </option>
        ))}
      </select>
      <select
        aria-label="Order"
        value={choice.order}
        onChange={({ currentTarget }) => onChoose({ ...choice, order: currentTarget.value as Order })}
      >
        {ORDERS.map((order) => (
          <option key={order} value={order}>
            {ORDER_TITLES[order]}
          </option>
        ))}
      </select>
      <p class="count" role="status">
        {shown === all ? `${all} log ${all === 1 ? 'stream' : 'streams'}` : `${shown} of ${all} log streams`}
      </p>
    </div>
  );
}
