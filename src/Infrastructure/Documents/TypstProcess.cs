using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Documents;

/// <summary>
/// The Node.js process that runs <c>Typst/renderer.mjs</c>: a line in, a line out. It keeps nothing between
/// documents, so killing it is always a proper end; it ends by itself when its standard input closes, as it does
/// when this process dies.
/// </summary>
internal sealed class TypstProcess : IDisposable
{
    private static readonly TimeSpan MemoryCheckInterval = TimeSpan.FromMilliseconds(250);

    private readonly Process _process;
    private readonly TypstOptions _options;
    private readonly TimeProvider _time;
    private int _asked;

    public TypstProcess(TypstOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        var packages = NpmFolder.Find("Typst")
            ?? throw new DocumentException("The npm packages that make PDFs are not installed; build with Node.js and npm on the PATH.");
        var start = new ProcessStartInfo(options.Node)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // This bounds what is JavaScript's; the compiler's own memory is watched while it works.
        start.ArgumentList.Add("--max-old-space-size=512");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Documents", "Typst", "renderer.mjs"));
        start.ArgumentList.Add(packages);
        if (options.Fonts is not null)
        {
            start.ArgumentList.Add(options.Fonts);
        }

        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                log.LogWarning("The document renderer says: {Line}", line.Data);
            }
        };
        try
        {
            _process.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            _process.Dispose();
            throw new DocumentException($"'{options.Node}' could not be started: PDFs need Node.js.", failure);
        }

        _process.BeginErrorReadLine();
    }

    public bool IsUsable => _asked < _options.DocumentsPerProcess && !_process.HasExited;

    /// <summary>One at a time; after an exception of any kind the process is no longer to be used.</summary>
    public async Task<string> AskAsync(string request, CancellationToken cancel)
    {
        _asked++;
        // Neither step can be relied on to heed a cancellation in the middle of a pipe, so waiting is kept apart from it.
        var exchange = ExchangeAsync(request);
        while (!exchange.IsCompleted)
        {
            await Task.WhenAny(exchange, Task.Delay(MemoryCheckInterval, _time, cancel));
            cancel.ThrowIfCancellationRequested();
            _process.Refresh();
            if (!exchange.IsCompleted && !_process.HasExited && _process.WorkingSet64 > _options.MemoryLimit)
            {
                throw new DocumentException("The document took more memory than one may.");
            }
        }

        return await exchange;
    }

    public void Dispose()
    {
        _process.Kill();
        // Beneath the writer and the reader: there is nobody left to flush to.
        _process.StandardInput.BaseStream.Dispose();
        _process.StandardOutput.BaseStream.Dispose();
        _process.Dispose();
    }

    private async Task<string> ExchangeAsync(string request)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(request);
            await _process.StandardInput.FlushAsync();
            return await _process.StandardOutput.ReadLineAsync()
                ?? throw new DocumentException("The document renderer stopped in the middle of the document.");
        }
        catch (IOException failure)
        {
            throw new DocumentException("The document renderer stopped in the middle of the document.", failure);
        }
    }
}
