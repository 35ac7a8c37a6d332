import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface SavedQueriesProps {
  /** The folder in which CloudWatch shows them. */
  readonly folder: string;

  /** Where the function that polls logs. */
  readonly poll: ILogGroup;

  /** Where the function that delivers logs. */
  readonly deliver: ILogGroup;

  /** Where the function that answers the admin API logs. */
  readonly admin: ILogGroup;

  /** Where the other functions log. */
  readonly others: readonly ILogGroup[];
}

/** A query of CloudWatch Logs Insights: a question, and the commands that answer it. */
export interface SavedQuery {
  readonly id: string;
  readonly question: string;
  /** What to put into it before it is run. */
  readonly hint?: string;
  readonly commands: readonly string[];
  readonly logGroups: readonly ILogGroup[];
}

/** What an operator asks the logs first. Functions write one JSON object a line, `message` naming what happened. */
export class SavedQueries extends Construct {
  readonly queries: readonly SavedQuery[];

  constructor(scope: Construct, id: string, props: SavedQueriesProps) {
    super(scope, id);

    this.queries = queriesOver(props);
    for (const query of this.queries) {
      // oxlint-disable-next-line no-new -- it registers itself with the stack
      new CfnQueryDefinition(this, query.id, {
        name: `${props.folder}/${query.question}`,
        queryString: queryString(query),
        logGroupNames: query.logGroups.map(({ logGroupName }) => logGroupName),
      });
    }
  }

  /** The query with that id. */
  named(id: string): SavedQuery {
    const query = this.queries.find((each) => each.id === id);
    if (!query)
      throw new Error(`there is no query "${id}"; there are ${this.queries.map((each) => each.id).join(', ')}`);
    return query;
  }
}

const queryString = ({ hint, commands }: SavedQuery): string =>
  [...(hint === undefined ? [] : [`# ${hint}`]), commands.join('\n| ')].join('\n');

function queriesOver({ poll, deliver, admin, others }: SavedQueriesProps): readonly SavedQuery[] {
  const all = [poll, deliver, admin, ...others];
  return [
    {
      id: 'WhatHappenedToAStream',
      question: 'What happened to a stream',
      hint: "Put the stream's id or name between the quotes.",
      commands: [
        'fields @timestamp, level, message, coalesce(reason, detail, deactivation.message, failure.message, gap.reason) as why',
        'filter @message like "0oa"',
        'filter ispresent(message) and message not in ["delivered", "slices queued"]',
        'sort @timestamp desc',
        'limit 200',
      ],
      logGroups: all,
    },
    {
      id: 'WhyAttemptsFail',
      question: 'Why do attempts fail',
      commands: [
        'filter message = "attempt failed"',
        'stats count(*) as attempts, min(@timestamp) as first, max(@timestamp) as last by streamName, failure.code, failure.message',
        'sort attempts desc',
      ],
      logGroups: [deliver],
    },
    {
      id: 'SlowestDeliveries',
      question: 'Which deliveries were slowest',
      commands: [
        'fields @timestamp, streamName, delivery.durationMs, delivery.events, delivery.attempts, delivery.lagMs, delivery.backlog, messageId, pageId',
        'filter message = "delivered"',
        'sort delivery.durationMs desc',
        'limit 50',
      ],
      logGroups: [deliver],
    },
    {
      id: 'PagesRead',
      question: 'How large are pages and how long do they take',
      commands: [
        'filter message = "page read"',
        'stats count(*) as pages, sum(events) as read, sum(isFull) as full, max(streams) as sharedBy, pct(ms, 50) as medianMs, pct(ms, 99) as slowestMs by bin(5m)',
      ],
      logGroups: [poll],
    },
    {
      id: 'FollowAPage',
      question: 'What became of a page',
      hint: 'Put a pageId between the quotes, such as one of the slowest deliveries.',
      commands: [
        'fields @timestamp, message, streamId, coalesce(delivery.events, events) as count, slices, delivery.attempts, attempt, failure.message, messageId',
        'filter pageId = ""',
        'sort @timestamp asc',
      ],
      logGroups: [poll, deliver],
    },
    {
      id: 'WhoChangedWhat',
      question: 'Who changed what',
      commands: [
        'fields @timestamp, message, caller, method, route, status, errorCode, streamId, function_request_id',
        'filter message in ["created", "replaced", "activated", "deactivated", "deleted"] or (message = "request answered" and method != "GET")',
        'sort @timestamp desc',
        'limit 200',
      ],
      logGroups: [admin],
    },
    {
      id: 'WhatWentWrong',
      question: 'What went wrong',
      commands: [
        'filter level in ["ERROR", "WARN"]',
        'stats count(*) as times, min(@timestamp) as first, max(@timestamp) as last by level, message, coalesce(code, failure.code, deactivation.code) as why, streamId',
        'sort last desc',
      ],
      logGroups: all,
    },
  ];
}
