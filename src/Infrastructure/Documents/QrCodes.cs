using System.Text;
using QRCoder;

namespace Cesuur.Infrastructure.Documents;

/// <summary>QR codes (ISO/IEC 18004) that survive a stain, with the margin that readers need.</summary>
public static class QrCodes
{
    private const int PixelsPerModule = 4;

    /// <summary>For paper of any size: one path, of which each row's dark stretches are parts.</summary>
    public static string Svg(string text)
    {
        using var code = Of(text);
        var path = new StringBuilder();
        for (var row = 0; row < code.ModuleMatrix.Count; row++)
        {
            var modules = code.ModuleMatrix[row];
            for (var from = 0; from < modules.Count; from++)
            {
                var to = from;
                while (to < modules.Count && modules[to])
                {
                    to++;
                }

                if (to > from)
                {
                    path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{from} {row}h{to - from}v1h-{to - from}z");
                    from = to;
                }
            }
        }

        var size = code.ModuleMatrix.Count;
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\"><path d=\"{path}\"/></svg>";
    }

    public static byte[] Png(string text)
    {
        using var code = Of(text);
        using var png = new PngByteQRCode(code);
        return png.GetGraphic(PixelsPerModule);
    }

    private static QRCodeData Of(string text)
    {
        using var generator = new QRCodeGenerator();
        return generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
    }
}
