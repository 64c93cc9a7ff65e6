using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Documents;

/// <summary>
/// Makes documents with Typst in a process of its own, started when first needed and kept. A document that breaks
/// its limits takes the process with it; the next one gets a new process. One instance serves the whole program.
/// </summary>
public sealed class TypstRenderer(TypstOptions options, TimeProvider time, ILogger<TypstRenderer> log)
    : IDocumentRenderer, IAsyncDisposable
{
    // Not the wire's JSON: a time keeps its offset here, because the document shows the day it is there; and all that
    // is not ASCII is escaped, so that nothing but the end of the request ends its line.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly SemaphoreSlim _turn = new(1);
    private TypstProcess? _process;

    public async Task<byte[]> RenderPdfAsync(string template, object data, string language, CancellationToken cancel)
    {
        var request = JsonSerializer.Serialize(new Request(template, data, language), Json);
        await _turn.WaitAsync(cancel);
        try
        {
            var answer = JsonSerializer.Deserialize<Answer>(await AskAsync(request, cancel), Json);
            return answer?.Pdf ?? throw new DocumentException($"'{template}' could not be made: {answer?.Error}");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets the document in hand be finished.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        DropProcess();
        _turn.Dispose();
    }

    private async Task<string> AskAsync(string request, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        if (_process is { IsUsable: false })
        {
            DropProcess();
        }

        try
        {
            _process ??= new TypstProcess(options, time, log);
            return await _process.AskAsync(request, either.Token);
        }
        catch (Exception failure)
        {
            // Also when the caller went away: the process is still busy with what nobody wants any more.
            DropProcess();
            if (failure is OperationCanceledException && !cancel.IsCancellationRequested)
            {
                throw new DocumentException($"The document was not ready within {options.TimeLimit.TotalSeconds} s.", failure);
            }

            throw;
        }
    }

    private void DropProcess()
    {
        _process?.Dispose();
        _process = null;
    }

    private sealed record Request(string Template, object Data, string Language);

    private sealed record Answer(byte[]? Pdf, string? Error);
}
