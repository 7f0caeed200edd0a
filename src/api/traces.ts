import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { FastifyRequest, onRequestHookHandler, onResponseHookHandler } from 'fastify'
import type { TraceSampling } from '../config.ts'
import { version } from '../version.ts'
import { nameOf } from './watching.ts'

/** One span for each request, a child of the caller's where its `traceparent` names one. */
export interface Traces {
  begin: onRequestHookHandler
  end: onResponseHookHandler
  /** Sends what is left. */
  stop(): Promise<void>
}

/** The exporter and the resource read the usual environment variables of OpenTelemetry. */
export function tracesOf(sampling: TraceSampling, onError: (error: unknown) => void): Traces {
  setGlobalErrorHandler(onError)
  const provider = new TracerProvider({
    sampler: samplerOf(sampling),
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'roster', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  const tracer = provider.getTracer('roster', version)
  const propagator = new W3CTraceContextPropagator()
  const spans = new WeakMap<FastifyRequest, Span>()

  return {
    begin(request, _reply, done) {
      const parent = propagator.extract(ROOT_CONTEXT, request.headers, headers)
      const span = tracer.startSpan(nameOf(request), { kind: SpanKind.SERVER }, parent)
      if (span.isRecording()) spans.set(request, span)
      done()
    },
    end(request, reply, done) {
      const span = spans.get(request)
      if (span) end(span, request, reply.statusCode)
      done()
    },
    stop: () => provider.shutdown(),
  }
}

function end(span: Span, { method, routeOptions, caller, id }: FastifyRequest, status: number): void {
  span.setAttributes({
    'http.request.method': method,
    'http.response.status_code': status,
    ...(routeOptions.url && { 'http.route': routeOptions.url }),
    ...(caller && { 'roster.store_id': caller.storeId }),
    'roster.request_id': id,
  })
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

const headers = {
  get: (carrier: FastifyRequest['headers'], name: string) => carrier[name],
  keys: (carrier: FastifyRequest['headers']) => Object.keys(carrier),
}

function samplerOf({ name, ratio }: TraceSampling): Sampler {
  const root = name.endsWith('always_off')
    ? new AlwaysOffSampler()
    : name.endsWith('traceidratio')
      ? new TraceIdRatioBasedSampler(ratio)
      : new AlwaysOnSampler()
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root
}
