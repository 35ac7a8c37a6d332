import type { Model } from '../state/model.ts';

interface HeaderProps {
  readonly apiName: string;
  readonly model: Model;
  readonly onCreate: () => void;
}

export const PageHeader = ({ apiName, model, onCreate }: HeaderProps) => (
  <header class="page-header">
    <div class="titles">
      <h1>Log streams</h1>
      <p class="sub">
        <span class={`live ${model.failure ? 'off' : model.streams ? 'on' : ''}`}>{liveText(model)}</span> {apiName}
      </p>
    </div>
    <button type="button" class="primary" onClick={onCreate}>
      Add log stream
    </button>
  </header>
);

function liveText({ failure, streams }: Model): string {
  if (failure) return 'Not live';
  return streams ? 'Live' : 'Connecting';
}
